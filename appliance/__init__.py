"""DisciplineCall: an offline appliance that calls the people of a household out loud.

Start reading at `records/` (what is kept), `ports.py` (what can be replaced) and `app.py` (how it is put together).
"""

__version__ = "0.1.0"
