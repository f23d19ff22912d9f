"""The audit only grows: the database itself refuses to change or delete a row."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit only grows' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER the_audit_only_grows BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_only_grows();
"""
BACKWARD = "DROP TRIGGER the_audit_only_grows ON audit_auditentry; DROP FUNCTION audit_only_grows();"


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
