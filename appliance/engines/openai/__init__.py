"""The client of servers that speak OpenAI's interface, for engines of all three kinds."""
