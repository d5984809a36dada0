"""Two-factor sign-in, and keys for programs."""

from app.migrations.steps import close_workspace_table, run_script

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SYSTEM_TABLES = ("second_factors", "recovery_codes", "second_steps")


def upgrade() -> None:
    run_script(
        """
        alter table sessions
          add column last_seen_at timestamptz not null default now(),
          add column address text not null default '';

        -- The secret that a person's authenticator app shares with us. It counts from confirmed_at on.
        create table second_factors (
          user_id uuid primary key references users (id) on delete cascade,
          secret_encrypted bytea not null,
          confirmed_at timestamptz,
          -- The half minute of the newest code that was used: no code of it, or of an earlier one, works again.
          last_step bigint not null default 0,
          created_at timestamptz not null default now()
        );

        -- 80 random bits each, so a plain hash hides them.
        create table recovery_codes (
          user_id uuid not null references second_factors (user_id) on delete cascade,
          code_hash bytea not null,
          used_at timestamptz,
          primary key (user_id, code_hash)
        );

        -- Sign-ins that were right so far and wait for their code. The password's hash is the one that was proven: when
        -- it has been changed since, the code comes too late.
        create table second_steps (
          token_hash bytea primary key,
          user_id uuid not null references users (id) on delete cascade,
          password_hash text not null,
          expires_at timestamptz not null,
          tries int not null default 0
        );
        create index second_steps_of_user on second_steps (user_id);

        create table api_keys (
          id uuid primary key,
          workspace_id uuid not null references workspaces (id) on delete cascade,
          name text not null,
          scopes text[] not null check (cardinality(scopes) > 0),
          secret_hash bytea not null,
          created_by uuid references users (id) on delete set null,
          created_at timestamptz not null default now(),
          last_used_at timestamptz,
          revoked_at timestamptz,
          unique (workspace_id, id)
        );
        create index api_keys_newest on api_keys (workspace_id, created_at desc, id desc) where revoked_at is null;
        """
    )
    for table in _SYSTEM_TABLES:
        run_script(
            f"""
            alter table {table} enable row level security;
            alter table {table} force row level security;
            grant select, insert, update, delete on {table} to frontdesk_system;
            create policy system on {table} to frontdesk_system using (true) with check (true);
            """
        )
    close_workspace_table("api_keys", "select, insert, update")
