"""What the portal publishes: notices, answers, manuals, pages and the rules of use.

Markdown with front matter in one folder, checked as a whole before anybody sees it.
"""
