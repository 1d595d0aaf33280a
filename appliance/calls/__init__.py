"""What happens: alarm, briefing, agenda, dialer, conversation."""
