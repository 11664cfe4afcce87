"""Lets time pass for one person in the store: what ends by itself cannot be waited for."""

from __future__ import annotations

from datetime import datetime, timedelta

from pymongo import MongoClient

from tests.support.live.people import Applicant
from tests.support.live.running import RunningPortal

BETWEEN_MAILS = timedelta(seconds=60)


class Ageing:
    def __init__(self, portal: RunningPortal) -> None:
        self._client: MongoClient[dict[str, object]] = MongoClient(
            portal.settings()["PORTAL_MONGO_URL"], tz_aware=True
        )
        self._db = self._client["registration"]

    def activation_links(self, person: Applicant, by: timedelta) -> None:
        """Every link this person was mailed was sent that much earlier."""
        (user,) = self._db["users"].find({"email": person.email})
        links = [earlier(link, by) for link in user["links"]]
        self._db["users"].update_one({"_id": user["_id"]}, {"$set": {"links": links}})

    def last_mails(self) -> None:
        """Everybody may ask for another mail."""
        for mailing in list(self._db["mailings"].find()):
            sent = {"last_at": mailing["last_at"] - BETWEEN_MAILS}
            self._db["mailings"].update_one({"_id": mailing["_id"]}, {"$set": sent})

    def email_links(self, person: Applicant, by: timedelta) -> None:
        (user,) = self._db["users"].find({"_id": self._active(person)})
        links = [earlier(link, by) for link in user["email_links"]]
        self._db["users"].update_one({"_id": user["_id"]}, {"$set": {"email_links": links}})

    def reset_link(self, person: Applicant, by: timedelta) -> None:
        resets = list(self._db["resets"].find({"user_id": self._active(person)}))
        assert resets
        for reset in resets:
            link = {"link": earlier(reset["link"], by)}
            self._db["resets"].update_one({"_id": reset["_id"]}, {"$set": link})

    def passwords_entered(self, person: Applicant, by: timedelta) -> None:
        """In every session of this person, the password was typed that much earlier."""
        sessions = list(self._db["sessions"].find({"owner_id": self._active(person)}))
        assert sessions
        for session in sessions:
            typed = {"auth_time": session["auth_time"] - by}
            self._db["sessions"].update_one({"_id": session["_id"]}, {"$set": typed})

    def sessions(self, person: Applicant, by: timedelta) -> None:
        """Nobody has touched this person's sessions for that much longer."""
        sessions = list(self._db["sessions"].find({"owner_id": self._active(person)}))
        assert sessions
        for session in sessions:
            seen = {"seen_at": session["seen_at"] - by}
            self._db["sessions"].update_one({"_id": session["_id"]}, {"$set": seen})

    def suspend(self, person: Applicant) -> None:
        self._db["users"].update_one(
            {"_id": self._active(person)}, {"$set": {"state": "suspended"}}
        )

    def _active(self, person: Applicant) -> object:
        (user,) = self._db["users"].find({"email": person.email, "state": "active"})
        return user["_id"]

    def close(self) -> None:
        self._client.close()


def earlier(link: dict[str, object], by: timedelta) -> dict[str, object]:
    return {
        name: value - by if isinstance(value, datetime) else value for name, value in link.items()
    }
