//! What is not understood never permits: other systems' consents, changed ones, other forms.

use safelight_consent::*;
use serde_json::{Value, json};

use crate::drawn;
use crate::round_trip::{everything, full};

pub(crate) fn read(document: &Value) -> Result<Received, FhirError> {
    from_fhir(document.to_string())
}

fn written() -> Value {
    let form = drawn::form();
    to_fhir(&active(), &[PhotoDigest::of(b"a")], everything(&form)).unwrap()
}

/// A record that may be entered as active, without a withdrawal.
fn active() -> Record {
    Record {
        withdrawals: Vec::new(),
        ..full()
    }
}

/// The document with one member set, or removed where it is null.
pub(crate) fn with(pointer: &str, value: Value) -> Value {
    let mut document = written();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(members) if value.is_null() => drop(members.remove(key)),
        Value::Object(members) => drop(members.insert(key.to_owned(), value)),
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        other => panic!("{parent} is {other}"),
    }
    document
}

pub(crate) fn permits(received: &Received) -> Vec<&UseRow> {
    received
        .terms
        .uses
        .iter()
        .filter(|row| row.effect == Effect::Permit)
        .collect()
}

pub(crate) fn denies_everything(received: &Received) -> bool {
    let denied = |purpose: &Purpose| {
        let asked = Use {
            purpose: *purpose,
            audience: Audience::TreatingTeam,
            outlet: None,
        };
        received
            .terms
            .uses
            .iter()
            .any(|row| row.effect == Effect::Deny && row.usage.refuses(&asked))
    };
    Purpose::ALL.iter().all(denied)
}

#[test]
fn a_complete_record_with_its_form_is_entered_as_active() {
    let received = read(&written()).unwrap();
    assert_eq!(received.left_out, vec![]);
    assert_eq!(received.to_enter().status, Status::Active);
}

#[test]
fn without_its_form_or_a_needed_field_it_is_a_draft() {
    let whole = written();
    let draft = |what: &str, document: &Value| {
        assert_eq!(read(document).unwrap().to_enter().status, Status::Draft, "{what}");
    };
    draft("no bytes", &with("/sourceAttachment/data", Value::Null));
    draft("no form", &with("/sourceAttachment", Value::Null));
    draft("no date", &with("/dateTime", Value::Null));
    draft("no signer", &with("/performer/0/extension", Value::Null));
    draft("no wording", &with("/policy/0/extension", Value::Null));
    draft("no yes", &with("/provision/provision/0/type", json!("deny")));
    draft("a draft", &with("/status", json!("draft")));
    draft("an offer", &with("/status", json!("proposed")));
    draft("ended, nobody says why", &with("/status", json!("inactive")));
    draft("an error", &with("/status", json!("entered-in-error")));
    let mut organised = whole;
    organised["organization"] = json!([{"reference": "Organization/1"}]);
    draft("something is not kept", &organised);
}

#[test]
fn what_was_refused_or_withdrawn_stays_so() {
    let form = drawn::form();
    let entered = |record: &Record| {
        let received = read(&to_fhir(record, &[], everything(&form)).unwrap()).unwrap();
        (received.to_enter().status, received.withdrawals)
    };
    let mut record = active();
    record.terms.status = Status::Refused;
    assert_eq!(entered(&record).0, Status::Refused);
    record.terms.status = Status::Withdrawn;
    assert_eq!(
        entered(&record),
        (Status::Refused, vec![]),
        "withdrawn, and nobody says how"
    );
    record.withdrawals = full().withdrawals;
    record.withdrawals[0].what = Withdrawn::Everything;
    assert_eq!(
        entered(&record),
        (Status::Draft, record.withdrawals.clone()),
        "to be withdrawn again"
    );
}

#[test]
fn a_finer_status_that_does_not_fit_is_not_believed() {
    let mut document = with("/status", json!("inactive"));
    document["_status"] = json!({"extension": [{"url": "urn:safelight:fhir:status", "valueCode": "active"}]});
    let received = read(&document).unwrap();
    assert_eq!(received.terms.status, Status::Superseded);
    assert_eq!(received.to_enter().status, Status::Draft);
}

/// In the manner of the examples of FHIR R4, Consent: another system's references and codes, and no form.
fn hospital() -> Value {
    json!({
        "resourceType": "Consent",
        "id": "consent-17",
        "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">Yes</div>"},
        "identifier": [{"system": "https://hospital.example/consents", "value": "17"}],
        "status": "active",
        "scope": {"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy",
        }]},
        "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        "patient": {"reference": "Patient/9434765919", "display": "Nora Named"},
        "dateTime": "2016-05-11T23:30:00+02:00",
        "performer": [{"reference": "RelatedPerson/peter"}],
        "organization": [{"reference": "Organization/f001"}],
        "sourceAttachment": {"contentType": "text/plain", "title": "The terms of the consent", "data": "WWVz"},
        "policyRule": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "OPTIN"}]},
        "provision": {
            "period": {"start": "1964-01-01", "end": "2026-01-01"},
            "provision": [{
                "type": "permit",
                "purpose": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HRESCH"}],
                "actor": [{
                    "role": {"coding": [{
                        "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "IRCP",
                    }]},
                    "reference": {"reference": "Organization/f001"},
                }],
            }],
        },
    })
}

#[test]
fn anothers_consent_is_read_as_far_as_it_is_understood_and_permits_nothing() {
    let received = read(&hospital()).unwrap();
    let terms = &received.terms;
    assert_eq!(terms.person, "", "a patient's number elsewhere is no pseudonym");
    assert_eq!(terms.name.as_deref(), Some("Nora Named"));
    assert_eq!(terms.signed_on, Some("2016-05-11".parse().unwrap()));
    assert_eq!(terms.valid_until, Some("2026-01-01".parse().unwrap()));
    assert!(permits(&received).is_empty());
    assert_eq!(received.to_enter().status, Status::Draft);
    assert_eq!(
        (received.form.is_some(), received.form_file.is_some()),
        (false, false)
    );
    let mut named: Vec<&str> = received.left_out.iter().map(|it| it.element.as_str()).collect();
    named.sort_unstable();
    assert_eq!(
        named,
        [
            "Consent.organization",
            "Consent.patient",
            "Consent.performer[0]",
            "Consent.policyRule",
            "Consent.provision.period",
            "Consent.provision.provision[0]",
            "Consent.sourceAttachment",
        ]
    );
}

#[test]
fn a_no_that_is_not_understood_is_a_no_to_everything() {
    let mut document = hospital();
    document["provision"]["provision"][0]["type"] = json!("deny");
    let received = read(&document).unwrap();
    assert!(denies_everything(&received) && permits(&received).is_empty());
    // As is a root that denies, and a condition that nobody knows, beside a yes that is understood.
    for document in [
        with("/provision/type", json!("deny")),
        with(
            "/provision/provision/2/modifierExtension/0/valueCodeableConcept/coding/0/code",
            json!("no-colour"),
        ),
        with(
            "/provision/provision/2/modifierExtension/0/url",
            json!("https://hospital.example/unless"),
        ),
        with(
            "/provision/provision/2/purpose",
            json!([{"system": "urn:safelight:fhir:purpose", "code": "press"}]),
        ),
        with("/provision/provision/1/purpose/0/code", json!("painting")),
        with("/provision/provision/1/securityLabel", json!([{"code": "R"}])),
        with("/provision/provision/1/type", Value::Null),
    ] {
        let received = read(&document).unwrap();
        assert!(denies_everything(&received), "{document}");
        assert_eq!(received.to_enter().status, Status::Draft);
    }
}

#[test]
fn a_yes_that_is_not_understood_to_its_last_member_is_left_out() {
    let yes = |rest: &str| format!("/provision/provision/0/{rest}");
    for document in [
        with(&yes("purpose/0/code"), json!("painting")),
        with(
            &yes("purpose/0/system"),
            json!("https://hospital.example/purposes"),
        ),
        with(&yes("purpose"), Value::Null),
        with(&yes("purpose/0/version"), json!("2")),
        with(&yes("purpose/1/version"), json!("2")),
        with(&yes("actor/0/role/coding/0/version"), json!("2")),
        with(&yes("purpose/1/code"), json!("TREAT")),
        with(&yes("actor"), Value::Null),
        with(&yes("actor/0/role/coding/0/code"), json!("AUT")),
        with(&yes("actor/0/reference/identifier/value"), json!("everyone")),
        with(
            &yes("actor/0/reference/identifier/assigner"),
            json!({"display": "us"}),
        ),
        with(&yes("actor/0/reference/reference"), json!("Group/1")),
        with(
            &yes("actor/0/modifierExtension/0/url"),
            json!("https://hospital.example/place"),
        ),
        with(&yes("period/start"), json!("2026-01-01")),
        with(&yes("period/end"), json!("2026-01")),
        with(&yes("period/end"), json!("2026-01-01T12:00:00Z")),
        with(
            &yes("modifierExtension/0/url"),
            json!("https://hospital.example/limit"),
        ),
        with(
            &yes("_type"),
            json!({"extension": [{"url": "https://hospital.example/but"}]}),
        ),
        with(&yes("provision"), json!([{"type": "deny"}])),
        with(
            &yes("data"),
            json!([{"meaning": "instance", "reference": {"reference": "Media/1"}}]),
        ),
    ] {
        let received = read(&document).unwrap();
        assert!(permits(&received).is_empty(), "{document}");
        assert_eq!(received.left_out.len(), 1, "{document}");
        assert_eq!(received.to_enter().status, Status::Draft);
    }
}

#[test]
fn under_a_limit_that_is_not_understood_nothing_is_permitted() {
    for (pointer, value) in [
        (
            "/provision/actor",
            json!([{"role": {"text": "a role"}, "reference": {"reference": "Group/1"}}]),
        ),
        ("/provision/period/start", json!("2026-01-01")),
        ("/provision/period/end", json!("2026")),
        ("/provision/dataPeriod/end", Value::Null),
        ("/provision/dataPeriod/start", json!("2027-01-01")),
        ("/provision/data/0/meaning", json!("related")),
        ("/provision/data/0/reference", json!({"reference": "Media/1"})),
        ("/provision/data/0/reference/identifier/value", json!("1234")),
    ] {
        let received = read(&with(pointer, value)).unwrap();
        assert!(permits(&received).is_empty(), "{pointer}");
        assert_eq!(received.to_enter().status, Status::Draft, "{pointer}");
    }
}

#[test]
fn the_earliest_day_said_is_the_last() {
    for (end, valid) in [("2027-06-01", "2027-06-01"), ("2031-01-01", "2030-01-01")] {
        let received = read(&with("/provision/period/end", json!(end))).unwrap();
        assert_eq!(received.terms.valid_until, Some(valid.parse().unwrap()));
        assert_eq!(received.terms.review_on, Some("2028-01-01".parse().unwrap()));
    }
}

#[test]
fn what_changes_the_meaning_of_all_and_is_not_known_is_refused_by_name() {
    let elsewhere = "https://hospital.example/unless-raining";
    let modifier = |pointer: &str| with(pointer, json!([{"url": elsewhere, "valueBoolean": true}]));
    let refused = read(&modifier("/modifierExtension")).unwrap_err();
    assert_eq!(refused, FhirError::Modifier(elsewhere.to_owned()));
    assert!(refused.to_string().contains(elsewhere));
    assert_eq!(
        read(&modifier("/provision/modifierExtension")),
        Err(FhirError::Modifier(elsewhere.to_owned()))
    );
    let rules = with("/implicitRules", json!("https://hospital.example/rules"));
    assert_eq!(
        read(&rules),
        Err(FhirError::Modifier("https://hospital.example/rules".to_owned()))
    );
    for scope in ["treatment", "adr"] {
        let document = with("/scope/coding/0/code", json!(scope));
        assert_eq!(read(&document), Err(FhirError::Scope(scope.to_owned())));
    }
}

#[test]
fn a_form_that_is_not_the_one_its_digest_names_is_refused() {
    for another in ["JVBERi0xLjcgYW5vdGhlcg==", "WWVz"] {
        let document = with("/sourceAttachment/data", json!(another));
        assert_eq!(read(&document), Err(FhirError::FormChanged));
    }
    let broken = with("/sourceAttachment/extension/0/valueString", json!("12"));
    assert!(matches!(read(&broken), Err(FhirError::Malformed { .. })));
    let spaced = with(
        "/sourceAttachment/data",
        json!("JVBERi0x\nLjcgYSBz aWduZWQgZm9ybQ=="),
    );
    assert_eq!(read(&spaced).unwrap().form_file, Some(drawn::form()));
}
