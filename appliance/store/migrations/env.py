"""Run by Alembic: migrates the connection that `upgrade` put into the configuration."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
