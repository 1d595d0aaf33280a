"""Who may open the page and use the API: passwords, second factor, sessions, tokens, roles."""
