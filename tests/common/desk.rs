//! A register with a folder of photos and one for copies, through the library.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use safelight_consent::{
    FormFile, KeyCost, NewRecord, NoPerson, NoPersonKind, Passphrase, PhotoDigest, RULES, Refusals, Register,
    Review, RuleId, Signer, Use, UseRow,
};
use safelight_export::{Cleared, Depth, Dropped, Exported, Failure, Inspected, Stopped, Verified, marks};
use safelight_redact::{Region, Seed, Shape, Style};
use safelight_sanitize::Limits;
use tempfile::TempDir;
use uuid::Uuid;

use super::{files, put};

pub(crate) const TODAY: Date = date(2026, 6, 15);
pub(crate) const FORM: &[u8] = b"%PDF-1.7 signed form";
pub(crate) const SEED: Seed = Seed([42; 32]);
pub(crate) const SALT: [u8; 16] = [5; 16];
pub(crate) const PASSPHRASE: &str = "correct horse";
pub(crate) const CHEAP: KeyCost = KeyCost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

pub(crate) fn now() -> Timestamp {
    "2026-06-15T09:00:00Z".parse().unwrap()
}

pub(crate) fn teaching() -> Use {
    "teaching:institution".parse().unwrap()
}

pub(crate) fn blur([x, y, width, height]: [u32; 4]) -> Region {
    Region {
        shape: Shape::Rectangle {
            x: x as i32,
            y: y as i32,
            width,
            height,
        },
        style: Style::Blur,
        face: false,
        name: None,
    }
}

/// How one photo ended.
#[derive(Debug)]
pub(crate) enum End {
    Exported(Exported),
    Refused(Refusals),
    Failed(Failure),
}

pub(crate) struct Desk {
    pub(crate) dir: TempDir,
    pub(crate) register: Register,
    names: u8,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let passphrase = Passphrase::new(PASSPHRASE);
        let register = Register::create(&dir.path().join("register"), &passphrase, SALT, CHEAP).unwrap();
        std::fs::create_dir(dir.path().join("copies")).unwrap();
        Self {
            dir,
            register,
            names: 0,
        }
    }

    pub(crate) fn copies(&self) -> PathBuf {
        self.dir.path().join("copies")
    }

    pub(crate) fn photo(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.dir.path().join("photos").join(name);
        put(&path, bytes);
        path
    }

    /// A record of P1 that permits [`teaching`], before it is entered.
    pub(crate) fn terms() -> NewRecord {
        NewRecord {
            signed_on: Some(date(2026, 6, 1)),
            signer: Some(Signer::Myself),
            form_version: Some("v3".into()),
            uses: vec![UseRow::permit(teaching())],
            ..NewRecord::of("P1")
        }
    }

    pub(crate) fn record(&mut self, id: u8, terms: NewRecord) -> Uuid {
        let form = FormFile::parse(FORM.to_vec()).unwrap();
        self.register
            .add_record(terms, Some(&form), [id; 16], now())
            .unwrap()
            .id
    }

    /// Links P1 to a photo; says that one person is in it and that it was looked through.
    pub(crate) fn linked(&mut self, photo: &Path, record: Uuid) -> PhotoDigest {
        let digest = super::digest(photo);
        self.register.link(record, "P1", digest, photo, now()).unwrap();
        self.register.set_people(digest, 1).unwrap();
        self.register
            .review(digest, &Review::complete("Dr A", now()))
            .unwrap();
        digest
    }

    /// Says that nobody is in a photo, and that it was looked through.
    pub(crate) fn nobody(&mut self, photo: &Path) -> PhotoDigest {
        let digest = super::digest(photo);
        let declaration = NoPerson {
            by: "Dr A".into(),
            reason: "a corridor".into(),
            kind: NoPersonKind::Scene,
            at: now(),
        };
        self.register.declare_no_person(digest, &declaration).unwrap();
        self.register
            .review(digest, &Review::complete("Dr A", now()))
            .unwrap();
        digest
    }

    pub(crate) fn inspected(&self, photo: &Path) -> Inspected {
        Dropped::open(photo, &Limits::default())
            .unwrap()
            .inspect()
            .unwrap()
    }

    /// The proved copy, with the regions that the register keeps hidden.
    pub(crate) fn verified(&self, photo: &Path) -> Verified {
        let inspected = self.inspected(photo);
        let regions = marks(&self.register, inspected.digest()).unwrap();
        inspected
            .clean(&regions, &SEED, Depth::Plain)
            .unwrap()
            .verify()
            .unwrap_or_else(|unproved| panic!("{}", unproved.why()))
    }

    pub(crate) fn cleared(&self, photo: &Path) -> Cleared {
        self.verified(photo)
            .clear(&self.register, Some(&teaching()), &now(), TODAY)
            .unwrap()
            .unwrap_or_else(|refused| panic!("{}", refused.refusals))
    }

    /// Takes a photo as far as it may go.
    pub(crate) fn export(&mut self, photo: &Path, usage: Option<&Use>) -> End {
        self.export_on(photo, usage, TODAY)
    }

    pub(crate) fn export_on(&mut self, photo: &Path, usage: Option<&Use>, today: Date) -> End {
        let cleared = match self.verified(photo).clear(&self.register, usage, &now(), today) {
            Ok(Ok(cleared)) => cleared,
            Ok(Err(refused)) => return End::Refused(refused.refusals),
            Err(failure) => return End::Failed(failure),
        };
        cleared.look();
        self.names += 1;
        let (random, copies) = ([self.names; 5], self.copies());
        match cleared.export(&mut self.register, &copies, random, &now(), today) {
            Ok(exported) => End::Exported(exported),
            Err(Stopped::Refused(refusals)) => End::Refused(refusals),
            Err(Stopped::Failed(failure)) => End::Failed(failure),
        }
    }

    /// Every reason why a photo is not copied. No copy was made, and no row of one.
    pub(crate) fn refusals(&mut self, photo: &Path, usage: Option<&Use>) -> Refusals {
        let before = (self.rows(), files(&self.copies()));
        let End::Refused(refusals) = self.export(photo, usage) else {
            panic!("not refused");
        };
        assert_eq!(
            before,
            (self.rows(), files(&self.copies())),
            "something was written"
        );
        refusals
    }

    /// The copy of a photo that nothing speaks against.
    pub(crate) fn exported(&mut self, photo: &Path) -> Exported {
        match self.export(photo, Some(&teaching())) {
            End::Exported(exported) => exported,
            other => panic!("{other:?}"),
        }
    }

    /// How many rows the ledger has; they are whole.
    pub(crate) fn rows(&self) -> u64 {
        self.register.verify_chain().unwrap().unwrap()
    }
}

/// The one reason, with the words of the rules' table.
#[track_caller]
pub(crate) fn only_refusal(refusals: &Refusals, id: RuleId) -> String {
    let [refusal] = refusals.iter().as_slice() else {
        panic!("not one refusal: {refusals}");
    };
    assert_eq!(refusal.id, id, "{refusals}");
    let remedies = RULES.iter().filter(|rule| rule.id == id);
    assert!(
        remedies
            .map(|rule| rule.remedy)
            .any(|remedy| remedy == refusal.remedy)
    );
    refusal.sentence.clone()
}
