"""How people may be refused."""

from app.platform.problems import Problem


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
