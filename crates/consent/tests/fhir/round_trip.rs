//! What is written reads back the same; what FHIR cannot say is not written.

use jiff::civil::date;
use proptest::prelude::*;
use safelight_consent::*;
use serde_json::Value;
use uuid::Uuid;

use crate::drawn;

/// A complete record, with something in every field.
pub(crate) fn full() -> Record {
    let day = date(2026, 5, 1);
    Record {
        id: Uuid::from_u128(7),
        version: 3,
        supersedes: Some(2),
        entered_at: "2026-05-02T10:00:00Z".parse().unwrap(),
        form: Some(FormRef {
            sha256: drawn::form().sha256(),
            media_type: MediaType::Pdf,
        }),
        withdrawals: vec![Withdrawal {
            on: day,
            entered_at: "2026-05-03T10:00:00Z".parse().unwrap(),
            by: "Wilhelmina Withdraw".into(),
            how: "by letter".into(),
            recorded_by: Some("Rona Recorder".into()),
            what: Withdrawn::Uses(vec!["press:public:The Paper".parse().unwrap()]),
        }],
        terms: NewRecord {
            name: Some("Nora Named".into()),
            signed_on: Some(day),
            signer: Some(Signer::Parent),
            signed_by: Some("Sigrid Signed".into()),
            competence_note: Some("understood all of it".into()),
            authority_on_file: true,
            capacity: Some(Capacity::Lacks),
            best_interests_note: Some("they like to be seen".into()),
            date_of_birth: Some(date(2013, 2, 3)),
            age_band: Some(AgeBand::From13To15),
            died_on: Some(date(2026, 6, 1)),
            objection: true,
            language: Some("Welsh".into()),
            interpreter: Some("Ivor Interpreter".into()),
            witness: Some("Wynne Witness".into()),
            form_version: Some("v3".into()),
            original_held: Some("cabinet 4".into()),
            covers: Covers::Session(Session::new(day, day).unwrap()),
            uses: vec![
                UseRow {
                    until: Some(date(2027, 1, 1)),
                    max_copies: Some(4),
                    ..UseRow::permit("teaching:institution:Ward 3".parse().unwrap())
                },
                UseRow {
                    until: Some(date(2027, 1, 2)),
                    max_copies: Some(5),
                    ..UseRow::deny("press:public".parse().unwrap())
                },
            ],
            conditions: vec![Condition::ObscureFace, Condition::ObscureMark("tattoo".into())],
            valid_until: Some(date(2030, 1, 1)),
            review_on: Some(date(2028, 1, 1)),
            lawful_basis: Some("public task".into()),
            ..NewRecord::of("P1")
        },
    }
}

/// Everything that can be written of a record.
pub(crate) fn everything(form: &FormFile) -> Include<'_> {
    Include {
        names: true,
        form: Some(form),
    }
}

fn read(document: &Value) -> Result<Received, FhirError> {
    from_fhir(document.to_string())
}

/// The record a document was written from.
fn as_record(received: Received) -> Record {
    Record {
        id: received.id.unwrap(),
        version: received.version.unwrap(),
        supersedes: received.supersedes,
        entered_at: received.entered_at.unwrap(),
        form: received.form,
        withdrawals: received.withdrawals,
        terms: received.terms,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_record_comes_back_the_same(record in drawn::record(), photos in drawn::photos(), file in any::<bool>()) {
        let form = drawn::form();
        let include = Include { names: true, form: file.then_some(&form) };
        let received = read(&to_fhir(&record, &photos, include).unwrap()).unwrap();
        prop_assert_eq!(&received.left_out, &vec![]);
        prop_assert_eq!(&received.photos, &photos);
        prop_assert_eq!(received.form_file.is_some(), file && record.form.is_some());
        prop_assert_eq!(as_record(received), record);
    }

    #[test]
    fn without_names_all_the_rest_comes_back_the_same(record in drawn::record()) {
        let received = read(&to_fhir(&record, &[], Include::default()).unwrap()).unwrap();
        let mut expected = record;
        let born = expected.terms.date_of_birth.take();
        for name in [
            &mut expected.terms.name,
            &mut expected.terms.signed_by,
            &mut expected.terms.interpreter,
            &mut expected.terms.witness,
        ] {
            *name = None;
        }
        for withdrawal in &mut expected.withdrawals {
            withdrawal.by.clear();
            withdrawal.recorded_by = None;
        }
        // A date of birth that was not told is known to be missing.
        prop_assert_eq!(received.left_out.len(), usize::from(born.is_some()));
        prop_assert_eq!(as_record(received), expected);
    }
}

#[test]
fn no_name_and_no_date_of_birth_leaves_unless_asked_for() {
    let record = full();
    let form = drawn::form();
    let names = [
        "Nora",
        "Sigrid",
        "Ivor",
        "Wynne",
        "Wilhelmina",
        "Rona",
        "2013-02-03",
    ];
    let without = to_fhir(
        &record,
        &[],
        Include {
            names: false,
            form: Some(&form),
        },
    )
    .unwrap()
    .to_string();
    let with = to_fhir(&record, &[], everything(&form)).unwrap().to_string();
    for name in names {
        assert!(!without.contains(name), "{name} left");
        assert!(with.contains(name), "{name} is missing");
    }
    assert!(without.contains("P1"), "the pseudonym goes");
}

#[test]
fn the_forms_bytes_leave_only_when_asked_for_and_only_its_own() {
    let record = full();
    let bytes = |include| to_fhir(&record, &[], include).unwrap()["sourceAttachment"]["data"].clone();
    assert_eq!(
        bytes(Include {
            names: true,
            form: None
        }),
        Value::Null
    );
    let form = drawn::form();
    assert_eq!(bytes(everything(&form)), "JVBERi0xLjcgYSBzaWduZWQgZm9ybQ==");
    let another = FormFile::parse(b"%PDF-1.7 another".to_vec()).unwrap();
    assert_eq!(bytes(everything(&another)), Value::Null);
}

#[test]
fn what_fhir_cannot_say_is_not_written() {
    type Change = fn(&mut Record);
    let cases: [(&str, Change); 10] = [
        ("a consent of nobody", |it| it.terms.person = " ".into()),
        ("a session that ends before it begins", |it| {
            let kept = r#"{"session": {"from": "2026-02-02", "to": "2026-02-01"}}"#;
            it.terms.covers = serde_json::from_str(kept).unwrap();
        }),
        ("an outlet without a name", |it| {
            it.terms.uses[0].usage.outlet = Some(String::new())
        }),
        ("an outlet without a name", |it| {
            let mut usage: Use = "press:public".parse().unwrap();
            usage.outlet = Some(" ".into());
            it.withdrawals[0].what = Withdrawn::Uses(vec![usage]);
        }),
        ("a mark without a name", |it| {
            it.terms.conditions.push(Condition::ObscureMark(" ".into()))
        }),
        ("a withdrawal of nothing", |it| {
            it.withdrawals[0].what = Withdrawn::Uses(vec![])
        }),
        ("a text with control characters", |it| {
            it.terms.person = "P\u{1}".into()
        }),
        ("a text of more than a mebibyte", |it| {
            it.terms.witness = Some("x".repeat((1 << 20) + 1))
        }),
        ("a day before the year 1", |it| {
            it.terms.valid_until = Some(date(0, 12, 31))
        }),
        ("a number over 2,147,483,647", |it| {
            it.terms.uses[0].max_copies = Some(1 << 31)
        }),
    ];
    for (what, change) in cases {
        let mut record = full();
        change(&mut record);
        let form = drawn::form();
        let written = to_fhir(&record, &[], everything(&form));
        assert_eq!(written, Err(FhirError::Unsayable(what)));
    }
}

#[test]
fn every_field_of_a_record_is_in_the_mapping_and_in_the_guide() {
    let serialised = serde_json::to_value(full()).unwrap();
    let mapped: Vec<&str> = MAPPING.iter().map(|row| row.field).collect();
    for field in serialised.as_object().unwrap().keys() {
        assert!(mapped.contains(&field.as_str()), "{field} is not in the mapping");
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/fhir.md");
    let guide = std::fs::read_to_string(path).unwrap();
    let table = mapping_as_markdown();
    assert!(
        guide.contains(&table),
        "docs/fhir.md is out of date; its table should be:\n{table}"
    );
}

/// Every extension written is in the mapping, and every one of the mapping is written.
#[test]
fn the_mapping_names_the_extensions_that_are_written() {
    fn urls(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| urls(item, found)),
            Value::Object(members) => {
                for (key, value) in members {
                    let mark = if key == "modifierExtension" { "!" } else { "" };
                    if key.to_lowercase().ends_with("extension") {
                        let all = value
                            .as_array()
                            .unwrap()
                            .iter()
                            .filter_map(|it| it["url"].as_str());
                        let ours = all.filter_map(|url| url.strip_prefix("urn:safelight:fhir:"));
                        found.extend(ours.map(|id| format!("({id}{mark})")));
                    }
                    urls(value, found);
                }
            }
            _ => {}
        }
    }
    let form = drawn::form();
    let mut record = full();
    let mut written = Vec::new();
    urls(&to_fhir(&record, &[], everything(&form)).unwrap(), &mut written);
    record.terms.status = Status::Withdrawn;
    urls(&to_fhir(&record, &[], everything(&form)).unwrap(), &mut written);
    written.sort();
    written.dedup();

    let all: String = MAPPING.iter().map(|row| row.element).collect();
    for extension in &written {
        assert!(all.contains(extension), "{extension} is not in the mapping");
    }
    let named = all.split('(').skip(1).filter_map(|rest| rest.split_once(')'));
    for (extension, _) in named {
        assert!(
            written.contains(&format!("({extension})")),
            "({extension}) is not written"
        );
    }
}
