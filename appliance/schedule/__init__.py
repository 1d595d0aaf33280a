"""When calls are due: pure functions over dates, zones and stored rows."""
