"""What is known about a person, drawn together: figures of days, summaries of calls, a briefing. Pure."""
