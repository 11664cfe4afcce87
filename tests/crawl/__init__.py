"""Every link and every form that people of each role meet, as far as links lead."""
