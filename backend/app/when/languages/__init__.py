"""How each language says days and times: word lists only. The names of days and months are Unicode's (babel)."""
