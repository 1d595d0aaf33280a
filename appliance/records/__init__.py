"""What is kept: SQLModel tables as plain data, and the values stored inside them.

`people` who lives here and when they are called, `calls` what happened, `progress` what it adds up to,
`security` who may. `agenda` is the value frozen with each call.
"""
