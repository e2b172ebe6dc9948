"""What Moodle, Canvas and schools call the columns of a table of students, in the languages that we know.

Moodle writes its tables in the language of whoever downloads them; Canvas writes English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# by what stands in them; the first names that a table has count
STUDENT_ID = (
    "id", "student", "username", "user name", "sis login id", "login id", "login", "netid", "anmeldename",
    "benutzername", "kennung", "nom d'utilisateur", "nombre de usuario", "nome utente", "gebruikersnaam",
    "nome de usuário", "user id", "uid", "net id", "uni id", "login name", "loginname", "account", "identifier",
    "identifiant", "nutzername", "nutzerkennung", "hochschulkennung", "uni kennung", "accountname", "usuario",
    "student id", "student number", "student no",
)  # fmt: skip
USERNAME = ("username", "anmeldename", "nom d'utilisateur", "nombre de usuario", "nome utente")
FIRST_NAME = (
    "first name", "firstname", "given name", "vorname", "prénom", "nombre", "nome", "voornaam", "imię",
)  # fmt: skip
LAST_NAME = (
    "last name", "lastname", "surname", "family name", "nachname", "familienname", "nom", "nom de famille",
    "apellido(s)", "apellidos", "cognome", "achternaam", "sobrenome", "nazwisko",
)  # fmt: skip
FULL_NAME = (
    "full name", "name", "student", "student name", "last, first", "last name, first name", "name (last, first)",
    "name, first name", "name, vorname", "nachname, vorname", "nom, prénom", "nom et prénom", "apellidos, nombre",
    "vollständiger name", "nom complet", "nombre completo",
    "nome completo", "volledige naam", "nazwa",
)  # fmt: skip
EMAIL = (
    "email", "e mail", "mail", "email address", "e mail address", "e mail adresse", "adresse de courriel",
    "adresse e mail", "courriel", "dirección de correo", "correo electrónico", "indirizzo email", "e mailadres",
    "endereço de email", "adresse électronique", "correo",
)  # fmt: skip
LMS_ID = ("lms id", "moodle id", "canvas id", "canvas user id")
ID_NUMBER = (
    "id number", "sis user id", "sis id", "idnumber", "id nummer", "matrikelnummer", "matrikelnr", "matrikel nr",
    "matriculation number", "matricule", "numéro d'identification", "número de id", "número de identificación",
    "codice identificativo", "número de identificação", "matr nr", "matrnr", "mat nr", "matnr", "matrikel",
    "immatrikulationsnummer", "numéro étudiant", "n° étudiant", "numéro d'étudiant", "matricola", "matrícula",
    "studentnummer", "studentennummer", "número de aluno", "student id number", "sid", "orgdefinedid",
)  # fmt: skip
SECTION = (
    "section", "sections", "group", "groups", "gruppe", "gruppen", "groupe", "groupes", "grupo", "grupos", "gruppo",
    "tutorial", "tutorium", "übungsgruppe",
)  # fmt: skip

# of Moodle's grading worksheet
IDENTIFIER = ("identifier", "id", "identifiant", "identificador", "identificativo", "teilnehmer/in")
GRADE = ("grade", "bewertung", "note", "calificación", "valutazione", "beoordeling", "nota", "ocena")
MAXIMUM = (
    "maximum grade", "bestwertung", "maximale bewertung", "note maximale", "calificación máxima", "valutazione massima",
    "maximumcijfer", "nota máxima",
)  # fmt: skip
SCALE = ("scale", "skala", "barème", "escala", "scala", "schaal")  # stands in the place of the maximum
GRADED_AT = (
    "last modified (grade)", "zuletzt geändert (bewertung)", "dernière modification (note)",
    "última modificación (calificación)", "ultima modifica (valutazione)", "laatst gewijzigd (cijfer)",
    "última modificação (nota)",
)  # fmt: skip
HANDED_IN_AT = (
    "last modified (submission)", "zuletzt geändert (abgabe)", "dernière modification (travail remis)",
    "última modificación (entrega)", "ultima modifica (consegna)", "última modificação (envio)",
)  # fmt: skip
COMMENTS = (
    "feedback comments", "feedback als kommentar", "feedback par commentaires", "comentarios de retroalimentación",
    "commenti di feedback", "comentários de feedback",
)  # fmt: skip

IN_TIMES = ("de", "del", "um", "uhr", "à", "alle", "om", "às", "le")  # words between the parts of a time

_BETWEEN = re.compile(r"[\s_.\-\u00a0\u2010\u2011]+")
_APOSTROPHE = re.compile("[\u2019\u02bc`´]")


def key(name: str) -> str:
    """Return a column's name as names are compared.

    >>> key("E-Mail-Adresse"), key("Student_ID "), key("Nom d\u2019utilisateur")
    ('e mail adresse', 'student id', "nom d'utilisateur")
    """
    return _BETWEEN.sub(" ", _APOSTROPHE.sub("'", name.casefold())).strip()


def places(columns: Sequence[str], names: Sequence[str]) -> list[int]:
    """Return where the columns of these names stand, in the order of the names."""
    keys = [key(column) for column in columns]
    return [keys.index(name) for name in names if name in keys]


def place(columns: Sequence[str], names: Sequence[str]) -> int | None:
    """Return where the first column of these names stands; None where there is none."""
    return next(iter(places(columns, names)), None)


def is_worksheet(columns: Sequence[str]) -> bool:
    """Say whether these are the columns of Moodle's grading worksheet."""
    return place(columns[:1], IDENTIFIER) is not None and place(columns, (*GRADED_AT, *HANDED_IN_AT)) is not None


def is_canvas(columns: Sequence[str]) -> bool:
    """Say whether these are the columns of Canvas's gradebook."""
    keys = {key(column) for column in columns}
    return {"id", "section"} <= keys and ("student" in keys or {"lastname", "firstname", "sis login id"} <= keys)
