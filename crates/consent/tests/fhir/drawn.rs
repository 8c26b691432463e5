//! Records of every shape.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::sample::select;
use safelight_consent::*;
use uuid::Uuid;

/// A signed form.
pub(crate) fn form() -> FormFile {
    FormFile::parse(b"%PDF-1.7 a signed form".to_vec()).unwrap()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-Za-z0-9][A-Za-z0-9 :.,/“”é中-]{0,20}",
        1 => select(vec!["a \"quoted\" line\nand another\t", "\\u0041 <&>", "null", " spaces ", "{}"]).prop_map(str::to_owned),
    ]
}

fn maybe_text() -> impl Strategy<Value = Option<String>> {
    prop::option::of(text())
}

fn day() -> impl Strategy<Value = Date> {
    let any = (1..=9999i16, 1..=12i8, 1..=28i8).prop_map(|(y, m, d)| date(y, m, d));
    let few = select(vec![date(2026, 6, 15), date(2026, 6, 16), date(2027, 1, 1)]);
    prop_oneof![any, few]
}

fn maybe_day() -> impl Strategy<Value = Option<Date>> {
    prop::option::of(day())
}

fn time() -> impl Strategy<Value = Timestamp> {
    (0..4_000_000_000i64, select(vec![0, 1, 120_000_000, 999_999_999]))
        .prop_map(|(seconds, nanos)| Timestamp::new(seconds, nanos).unwrap())
}

pub(crate) fn usage() -> impl Strategy<Value = Use> {
    let outlet = prop::option::of(text());
    (select(Purpose::ALL), select(Audience::ALL), outlet).prop_map(|(purpose, audience, outlet)| Use {
        purpose,
        audience,
        outlet,
    })
}

fn count() -> impl Strategy<Value = Option<u32>> {
    prop::option::of(prop_oneof![0..4u32, 0..=i32::MAX as u32])
}

fn row() -> impl Strategy<Value = UseRow> {
    (select(Effect::ALL), usage(), maybe_day(), count()).prop_map(|(effect, usage, until, max_copies)| {
        UseRow {
            effect,
            usage,
            until,
            max_copies,
        }
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        text().prop_map(Condition::ObscureMark),
        select(vec![
            Condition::ObscureFace,
            Condition::NoName,
            Condition::NoPlace,
            Condition::ShowMeFirst,
            Condition::OneTime,
            Condition::NoCommercial,
        ]),
    ]
}

fn covers() -> impl Strategy<Value = Covers> {
    let session = (day(), day())
        .prop_map(|(one, other)| Covers::Session(Session::new(one.min(other), one.max(other)).unwrap()));
    prop_oneof![Just(Covers::Photos), session]
}

fn withdrawal() -> impl Strategy<Value = Withdrawal> {
    let what = prop_oneof![
        Just(Withdrawn::Everything),
        prop::collection::vec(usage(), 1..3).prop_map(Withdrawn::Uses),
    ];
    (day(), time(), text(), text(), maybe_text(), what).prop_map(
        |(on, entered_at, by, how, recorded_by, what)| Withdrawal {
            on,
            entered_at,
            by,
            how,
            recorded_by,
            what,
        },
    )
}

prop_compose! {
    fn who()(
        person in text(),
        name in maybe_text(),
        status in select(Status::ALL),
        signed_on in maybe_day(),
        signer in prop::option::of(select(Signer::ALL)),
        signed_by in maybe_text(),
        competence_note in maybe_text(),
        authority_on_file in any::<bool>(),
        capacity in prop::option::of(select(Capacity::ALL)),
        best_interests_note in maybe_text(),
        (date_of_birth, age_band) in (maybe_day(), prop::option::of(select(AgeBand::ALL))),
        died_on in maybe_day(),
    ) -> NewRecord {
        NewRecord {
            name, status, signed_on, signer, signed_by, competence_note, authority_on_file, capacity,
            best_interests_note, date_of_birth, age_band, died_on, ..NewRecord::of(person)
        }
    }
}

prop_compose! {
    pub(crate) fn terms()(
        who in who(),
        objection in prop::bool::weighted(0.3),
        language in maybe_text(),
        interpreter in maybe_text(),
        witness in maybe_text(),
        form_version in maybe_text(),
        original_held in maybe_text(),
        covers in covers(),
        uses in prop::collection::vec(row(), 0..5),
        conditions in prop::collection::vec(condition(), 0..4),
        (valid_until, review_on) in (maybe_day(), maybe_day()),
        lawful_basis in maybe_text(),
    ) -> NewRecord {
        NewRecord {
            objection, language, interpreter, witness, form_version, original_held, covers, uses, conditions,
            valid_until, review_on, lawful_basis, ..who
        }
    }
}

prop_compose! {
    /// A record of any shape, with the form of [`form`] or none.
    pub(crate) fn record()(
        terms in terms(),
        id in any::<u128>(),
        version in 1..=i32::MAX as u32,
        supersedes in prop::option::of(1..=i32::MAX as u32),
        entered_at in time(),
        with_form in any::<bool>(),
        withdrawals in prop::collection::vec(withdrawal(), 0..3),
    ) -> Record {
        let form = with_form.then(|| FormRef { sha256: form().sha256(), media_type: form().media_type() });
        Record { id: Uuid::from_u128(id), version, supersedes, entered_at, form, withdrawals, terms }
    }
}

pub(crate) fn photos() -> impl Strategy<Value = Vec<PhotoDigest>> {
    prop::collection::vec(any::<[u8; 32]>().prop_map(PhotoDigest::from_bytes), 0..3)
}
