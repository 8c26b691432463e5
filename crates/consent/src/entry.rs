//! What keeps a record from being entered as signed, field by field, so that whoever fills it in is told at the field.
//!
//! The gate asks again before every copy, whatever was entered.

use jiff::civil::Date;

use crate::record::{NewRecord, Signer, Status};

/// A field that has to be filled in or mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The field, by its name in [`NewRecord`]; one of a use is `uses.0.until`.
    pub field: String,
    /// What to do, in plain words.
    pub message: &'static str,
}

impl NewRecord {
    /// What has to be filled in or mended before it is entered. A draft and a refusal need the person alone, and nothing
    /// that contradicts itself; an active record what the form has to say. `today` is the day of entry.
    pub fn unfit(&self, today: Date) -> Vec<Unfit> {
        let mut unfit = Vec::new();
        let mut ask = |wrong: bool, field: &str, message: &'static str| {
            if wrong {
                unfit.push(Unfit {
                    field: field.to_owned(),
                    message,
                });
            }
        };
        let blank = |text: Option<&str>| text.is_none_or(|it| it.trim().is_empty());
        let before = |day: Option<Date>, other: Option<Date>| day.zip(other).is_some_and(|(a, b)| a < b);
        ask(
            blank(Some(&self.person)),
            "person",
            "Say whom this is about: initials or a case number will do.",
        );
        let active = self.status == Status::Active;
        ask(active && self.signer.is_none(), "signer", "Choose who signed.");
        ask(
            active && self.another_signed() && blank(self.signed_by.as_deref()),
            "signed_by",
            "Write down who signed.",
        );
        ask(
            active && self.signer == Some(Signer::CompetentMinor) && blank(self.competence_note.as_deref()),
            "competence_note",
            "Say how they were found competent.",
        );
        ask(
            active && self.signed_on.is_none(),
            "signed_on",
            "Enter the date on the form.",
        );
        let born = self.date_of_birth;
        ask(
            self.signed_on.is_some_and(|day| day > today),
            "signed_on",
            "This day is in the future.",
        );
        ask(
            before(self.signed_on, born),
            "signed_on",
            "This is before the person was born.",
        );
        ask(
            born.is_some_and(|day| day > today),
            "date_of_birth",
            "This day is in the future.",
        );
        ask(
            before(self.died_on, born),
            "died_on",
            "This is before the person was born.",
        );
        ask(
            self.died_on.is_some_and(|day| day > today),
            "died_on",
            "This day is in the future.",
        );
        ask(
            active && blank(self.form_version.as_deref()),
            "form_version",
            "Copy the version from the form, often at its foot; where it has none, say so.",
        );
        ask(
            active && self.uses.is_empty(),
            "uses",
            "Add what the form says yes or no to.",
        );
        const EARLY: &str = "This is before the form was signed.";
        for (at, row) in self.uses.iter().enumerate() {
            let field = |name| format!("uses.{at}.{name}");
            ask(before(row.until, self.signed_on), &field("until"), EARLY);
            ask(
                row.max_copies == Some(0),
                &field("max_copies"),
                "No copy at all is a no: say so in this line.",
            );
        }
        ask(before(self.valid_until, self.signed_on), "valid_until", EARLY);
        ask(before(self.review_on, self.signed_on), "review_on", EARLY);
        unfit
    }

    fn another_signed(&self) -> bool {
        !matches!(self.signer, None | Some(Signer::Myself | Signer::CompetentMinor))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::usage::UseRow;

    fn fields(terms: &NewRecord) -> Vec<String> {
        let today = "2026-06-01".parse().unwrap();
        terms.unfit(today).into_iter().map(|it| it.field).collect()
    }

    fn signed() -> NewRecord {
        NewRecord {
            signed_on: Some("2026-01-12".parse().unwrap()),
            signer: Some(Signer::Myself),
            form_version: Some("2026-1".into()),
            uses: vec![UseRow::permit("teaching:institution".parse().unwrap())],
            ..NewRecord::of("Case 0042")
        }
    }

    #[test]
    fn an_active_record_names_every_field_it_needs_and_a_draft_the_person_alone() {
        assert_eq!(fields(&signed()), [""; 0]);
        let blank = NewRecord::of(" ");
        assert_eq!(
            fields(&blank),
            ["person", "signer", "signed_on", "form_version", "uses"]
        );
        for status in [Status::Draft, Status::Refused] {
            let early = NewRecord {
                status,
                ..blank.clone()
            };
            assert_eq!(fields(&early), ["person"]);
        }
    }

    #[test]
    fn who_signed_for_somebody_is_named() {
        let parent = NewRecord {
            signer: Some(Signer::Parent),
            ..signed()
        };
        assert_eq!(fields(&parent), ["signed_by"]);
        let minor = NewRecord {
            signer: Some(Signer::CompetentMinor),
            ..signed()
        };
        assert_eq!(fields(&minor), ["competence_note"]);
    }

    #[test]
    fn days_that_cannot_be_are_told_at_their_field() {
        let day = |text: &str| Some(text.parse().unwrap());
        let mut wrong = NewRecord {
            signed_on: day("2026-06-02"),
            date_of_birth: day("2026-06-03"),
            died_on: day("2026-06-02"),
            valid_until: day("2026-06-01"),
            review_on: day("2026-06-01"),
            ..signed()
        };
        if let Some(row) = wrong.uses.first_mut() {
            row.until = day("2026-06-01");
            row.max_copies = Some(0);
        }
        assert_eq!(
            fields(&wrong),
            [
                "signed_on",
                "signed_on",
                "date_of_birth",
                "died_on",
                "died_on",
                "uses.0.until",
                "uses.0.max_copies",
                "valid_until",
                "review_on"
            ]
        );
    }
}
