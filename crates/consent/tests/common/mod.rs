//! A lawful photo of one person, to be made unlawful one thing at a time.
#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod desk;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use safelight_consent::*;
use uuid::Uuid;

pub(crate) const TODAY: Date = date(2026, 6, 15);

pub(crate) fn now() -> Timestamp {
    "2026-06-15T09:00:00Z".parse().unwrap()
}

/// The n-th of places side by side.
pub(crate) fn place(n: u32) -> Place {
    let side = 10.try_into().unwrap();
    Place {
        x: 10 * n,
        y: 0,
        width: side,
        height: side,
    }
}

pub(crate) fn bystander(n: u32, hidden: bool) -> Bystander {
    Bystander {
        place: place(n),
        hidden,
    }
}

pub(crate) fn usage(text: &str) -> Use {
    text.parse().unwrap()
}

/// Everything `decide` asks for, all of it in order.
#[derive(Debug, Clone)]
pub(crate) struct Scene {
    pub(crate) photo: Photo,
    pub(crate) people: Vec<Person>,
    pub(crate) records: Vec<HeldRecord>,
    pub(crate) requested: Option<Use>,
    pub(crate) today: Date,
}

impl Scene {
    pub(crate) fn lawful() -> Self {
        let digest = PhotoDigest::of(b"photo");
        Self {
            photo: Photo {
                linked_as: Some(digest),
                people: Some(1),
                faces: Some(1),
                review: Some(Review::complete("Dr A", now())),
                taken_on: Some(date(2026, 6, 1)),
                proved: true,
                ..Photo::unknown(digest, now())
            },
            people: vec![Person::new("P1")],
            records: vec![held(1, "P1")],
            requested: Some(usage("teaching:institution")),
            today: TODAY,
        }
    }

    /// A photo nobody is in.
    pub(crate) fn nobody() -> Self {
        let mut scene = Self::lawful();
        scene.people.clear();
        scene.records.clear();
        scene.photo.people = Some(0);
        scene.photo.faces = Some(0);
        scene.photo.linked_as = None;
        scene.photo.no_person = Some(NoPerson {
            by: "Dr A".into(),
            reason: "a corridor".into(),
            kind: NoPersonKind::Scene,
            at: now(),
        });
        scene
    }

    pub(crate) fn terms(&mut self) -> &mut NewRecord {
        &mut self.records[0].record.terms
    }

    pub(crate) fn request(&mut self, text: &str) {
        self.requested = Some(usage(text));
    }

    pub(crate) fn decide(&self) -> Result<Clearance, Refusals> {
        decide(
            &self.photo,
            &self.people,
            &self.records,
            self.requested.as_ref(),
            self.today,
        )
    }
}

pub(crate) fn terms(person: &str) -> NewRecord {
    NewRecord {
        signed_on: Some(date(2026, 5, 1)),
        signer: Some(Signer::Myself),
        form_version: Some("v3".into()),
        uses: vec![UseRow::permit(usage("teaching:institution"))],
        ..NewRecord::of(person)
    }
}

pub(crate) fn held(id: u128, person: &str) -> HeldRecord {
    HeldRecord {
        record: Record {
            id: Uuid::from_u128(id),
            version: 1,
            supersedes: None,
            entered_at: "2026-05-02T10:00:00Z".parse().unwrap(),
            form: Some(FormRef {
                sha256: [7; 32],
                media_type: MediaType::Pdf,
            }),
            withdrawals: Vec::new(),
            terms: terms(person),
        },
        linked: true,
        form: FormState::Sound,
        copies: Vec::new(),
    }
}

pub(crate) fn withdrawal(what: Withdrawn) -> Withdrawal {
    Withdrawal {
        on: date(2026, 6, 10),
        entered_at: now(),
        by: "P1".into(),
        how: "by letter".into(),
        recorded_by: None,
        what,
    }
}
