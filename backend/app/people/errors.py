"""How people may be refused."""

from app.platform.problems import Conflict, Invalid, NotAllowed, NotFound, Problem


class WrongOrigin(Problem):
    status, code, title = 403, "wrong_origin", "That came from another site"


class BadCredentials(Problem):
    status, code, title = 401, "bad_credentials", "That e-mail address and password do not belong together"


class EmailNotVerified(Problem):
    status, code, title = 403, "email_not_verified", "The e-mail address is not confirmed yet"


class CodeWrong(Problem):
    status, code, title = 400, "code_wrong", "That code is not right"


class CodeExpired(Problem):
    status, code, title = 400, "code_expired", "That code has expired"


class TooManyTries(Problem):
    status, code, title = 429, "too_many_tries", "That code was tried too often"


class WeakPassword(Invalid):
    code, title = "weak_password", "That password is too easy to guess"


class PasswordWrong(Problem):
    status, code, title = 400, "password_wrong", "That is not your current password"


class TwoFactorOn(Conflict):
    code, title = "two_factor_on", "Two-factor sign-in is on already"


class TwoFactorOff(Conflict):
    code, title = "two_factor_off", "Two-factor sign-in is off"


class WorkspaceLeaves(Conflict):
    code, title = "workspace_leaving", "This business is switched off, because it leaves"


class KeyMayNot(NotAllowed):
    code, title = "key_not_allowed", "An API key may not do this"


class LastOwner(Conflict):
    code, title = "last_owner", "This is the last owner"


class OwnersOnly(NotAllowed):
    code, title = "owners_only", "Only an owner may do this"


class AlreadyMember(Conflict):
    code, title = "already_member", "This person is a member already"


class InvitationUnknown(NotFound):
    code, title = "invitation_unknown", "This link leads to no invitation"


class InvitationUsed(Conflict):
    code, title = "invitation_used", "This invitation was used already"


class InvitationExpired(Problem):
    status, code, title = 410, "invitation_expired", "This invitation has expired"


class InvitationTakenBack(Problem):
    status, code, title = 410, "invitation_withdrawn", "This invitation was taken back"


class InvitationForAnother(NotAllowed):
    code, title = "invitation_for_another", "This invitation is for another e-mail address"
