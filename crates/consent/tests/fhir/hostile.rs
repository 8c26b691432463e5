//! Wherever a document is changed, it is an error, or permits no more.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use safelight_consent::*;
use serde_json::{Value, json};

use crate::drawn;
use crate::foreign::{denies_everything, permits, read, with};
use crate::round_trip::everything;

/// Puts a member that nobody knows into the `at`-th object.
pub(crate) fn strange(document: &mut Value, at: Index) {
    fn objects(value: &mut Value, visit: &mut impl FnMut(&mut serde_json::Map<String, Value>)) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| objects(item, visit)),
            Value::Object(members) => {
                visit(members);
                members.values_mut().for_each(|member| objects(member, visit));
            }
            _ => {}
        }
    }
    let mut count = 0;
    objects(document, &mut |_| count += 1);
    let (target, mut n) = (at.index(count), 0);
    objects(document, &mut |members| {
        if n == target {
            members.insert("strange".to_owned(), json!(true));
        }
        n += 1;
    });
}

#[test]
fn hostile_text_is_an_error() {
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    let key = format!(
        r#"{{"resourceType":"Consent","status":"active","provision":{}}}"#,
        deep(400_000)
    );
    assert!(matches!(from_fhir(&key), Err(FhirError::NotJson(_))));
    assert_eq!(from_fhir("[".repeat(500_001)), Err(FhirError::TooLarge));
    assert_eq!(from_fhir(" ".repeat(FHIR_LIMIT + 1)), Err(FhirError::TooLarge));
    for text in ["", "{", "\u{feff}{}", "{\"resourceType\":\"Consent\"} x"] {
        assert!(matches!(from_fhir(text), Err(FhirError::NotJson(_))), "{text:?}");
    }
    assert_eq!(
        from_fhir(r#"{"resourceType":"Patient"}"#),
        Err(FhirError::NotConsent("Patient".to_owned()))
    );
    assert!(matches!(from_fhir("[]"), Err(FhirError::Malformed { .. })));
    let twice = json!([{"url": "urn:safelight:fhir:died-on", "valueDate": "2026-01-01"},
                       {"url": "urn:safelight:fhir:died-on", "valueDate": "2027-01-01"}]);
    assert!(matches!(
        read(&with("/extension", twice)),
        Err(FhirError::Malformed { .. })
    ));
    let message = read(&with("/scope/coding/0/code", json!("x".repeat(1 << 20))))
        .unwrap_err()
        .to_string();
    assert!(message.len() < 300, "a message does not repeat a document");
    let many = with("/provision/provision", json!(vec![json!({}); 2000]));
    assert_eq!(read(&many).unwrap().left_out.len(), 1000);
}

/// A member of another type, or gone.
fn spoilt(document: &mut Value, at: Index, junk: Value) {
    fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
        match value {
            Value::Array(items) => {
                for (n, item) in items.iter().enumerate() {
                    pointers(item, format!("{at}/{n}"), found);
                }
            }
            Value::Object(members) => {
                for (key, member) in members {
                    pointers(member, format!("{at}/{key}"), found);
                }
            }
            _ => {}
        }
        found.push(at);
    }
    let mut found = Vec::new();
    pointers(document, String::new(), &mut found);
    let pointer = &found[at.index(found.len())];
    *document.pointer_mut(pointer).unwrap() = junk;
}

fn junk() -> impl Strategy<Value = Value> {
    select(vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!(" "),
        json!("deny"),
        json!("2026-02-30"),
        json!([]),
        json!({}),
        json!([null]),
        json!([{}]),
        json!([[]]),
        json!({"url": 1}),
        json!("é".repeat(200)),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Wherever something strange is added, nothing is permitted that was not, no no is lost, no condition, no limit.
    #[test]
    fn a_strange_member_never_permits_more(record in drawn::record(), photos in drawn::photos(), at in any::<Index>()) {
        let form = drawn::form();
        let mut document = to_fhir(&record, &photos, everything(&form)).unwrap();
        strange(&mut document, at);
        if let Ok(after) = read(&document) {
            let before = &record.terms;
            for row in permits(&after) {
                prop_assert!(before.uses.contains(row), "{row:?} is new");
            }
            let denied = |asked: &Use| after.terms.uses.iter().any(|row| row.effect == Effect::Deny && row.usage.refuses(asked));
            for row in before.uses.iter().filter(|row| row.effect == Effect::Deny) {
                prop_assert!(denied(&row.usage), "{row:?} is lost");
            }
            for condition in &before.conditions {
                prop_assert!(after.terms.conditions.contains(condition) || denies_everything(&after));
            }
            if !permits(&after).is_empty() {
                let limits = |it: &NewRecord| (it.valid_until, it.review_on, it.covers);
                prop_assert_eq!(limits(&after.terms), limits(before));
            }
            prop_assert_eq!(after.terms.objection, before.objection);
            prop_assert_eq!(&after.withdrawals, &record.withdrawals);
            if after.to_enter().status == Status::Active {
                prop_assert_eq!(&after.terms.uses, &before.uses);
                prop_assert_eq!(&after.terms.conditions, &before.conditions);
            }
        }
    }

    #[test]
    fn a_spoilt_document_is_an_error_or_is_read(
        record in drawn::record(), changes in prop::collection::vec((any::<Index>(), junk()), 1..4)
    ) {
        let form = drawn::form();
        let mut document = to_fhir(&record, &[], everything(&form)).unwrap();
        for (at, junk) in changes {
            spoilt(&mut document, at, junk);
        }
        if let Ok(received) = read(&document) {
            let status = received.to_enter().status;
            prop_assert!(status != Status::Active || received.form_file.is_some());
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "(\\PC|[\\[\\]{},:\" \\\\]){0,80}") {
        let _ = from_fhir(&text);
        let _ = from_fhir(format!("{{\"resourceType\":\"Consent\",\"status\":\"active\",\"scope\":{text}}}"));
    }
}
