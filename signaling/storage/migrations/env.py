"""Alembic's door: runs the migrations on the connection that `signaling.storage.migrate` hands over."""

from alembic import context

from signaling.storage.models import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
