"""What every domain stands on: settings, clock, ids, logs, problems, the database, jobs, events and limits."""
