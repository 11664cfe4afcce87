from deploy.describe import DOCS, write

write(DOCS)
