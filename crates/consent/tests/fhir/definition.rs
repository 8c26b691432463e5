//! Each document that is written keeps the definition of the resource.
//!
//! Source: HL7 FHIR R4 (v4.0.1) Consent, StructureDefinition snapshot, and the datatypes it uses. Written down as data: the
//! element, how many, of what type, and the codes a required binding allows.

use proptest::prelude::*;
use proptest::sample::Index;
use safelight_consent::*;
use serde_json::{Map, Value, json};

use crate::drawn;
use crate::round_trip::{everything, full};

const MANY: usize = usize::MAX;

/// Element, least, most, type, the codes of a required binding.
type Element = (&'static str, usize, usize, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const TYPES: &[(&str, &[Element])] = &[
    ("Consent", &[
        ("resourceType", 1, 1, "code", &["Consent"]),
        ("id", 0, 1, "id", &[]),
        ("implicitRules", 0, 1, "uri", &[]),
        ("language", 0, 1, "code", &[]),
        ("extension", 0, MANY, "Extension", &[]),
        ("modifierExtension", 0, MANY, "Extension", &[]),
        ("identifier", 0, MANY, "Identifier", &[]),
        ("status", 1, 1, "code", &["draft", "proposed", "active", "rejected", "inactive", "entered-in-error"]),
        ("scope", 1, 1, "CodeableConcept", &[]),
        ("category", 1, MANY, "CodeableConcept", &[]),
        ("patient", 0, 1, "Reference(Patient)", &[]),
        ("dateTime", 0, 1, "dateTime", &[]),
        ("performer", 0, MANY, "Reference(Organization|Patient|Practitioner|RelatedPerson|PractitionerRole)", &[]),
        ("organization", 0, MANY, "Reference(Organization)", &[]),
        ("sourceAttachment", 0, 1, "Attachment", &[]),
        ("policy", 0, MANY, "Consent.policy", &[]),
        ("policyRule", 0, 1, "CodeableConcept", &[]),
        ("provision", 0, 1, "Consent.provision", &[]),
    ]),
    ("Consent.policy", &[
        ("modifierExtension", 0, MANY, "Extension", &[]),
        ("authority", 0, 1, "uri", &[]),
        ("uri", 0, 1, "uri", &[]),
    ]),
    ("Consent.provision", &[
        ("modifierExtension", 0, MANY, "Extension", &[]),
        ("type", 0, 1, "code", &["deny", "permit"]),
        ("period", 0, 1, "Period", &[]),
        ("actor", 0, MANY, "Consent.provision.actor", &[]),
        ("action", 0, MANY, "CodeableConcept", &[]),
        ("securityLabel", 0, MANY, "Coding", &[]),
        ("purpose", 0, MANY, "Coding", &[]),
        ("class", 0, MANY, "Coding", &[]),
        ("code", 0, MANY, "CodeableConcept", &[]),
        ("dataPeriod", 0, 1, "Period", &[]),
        ("data", 0, MANY, "Consent.provision.data", &[]),
        ("provision", 0, MANY, "Consent.provision", &[]),
    ]),
    ("Consent.provision.actor", &[
        ("modifierExtension", 0, MANY, "Extension", &[]),
        ("role", 1, 1, "CodeableConcept", &[]),
        ("reference", 1, 1,
            "Reference(Device|Group|CareTeam|Organization|Patient|Practitioner|RelatedPerson|PractitionerRole)", &[]),
    ]),
    ("Consent.provision.data", &[
        ("modifierExtension", 0, MANY, "Extension", &[]),
        ("meaning", 1, 1, "code", &["instance", "related", "dependents", "authoredby"]),
        ("reference", 1, 1, "Reference", &[]),
    ]),
    ("Extension", &[
        ("url", 1, 1, "uri", &[]),
        ("valueBoolean", 0, 1, "boolean", &[]),
        ("valueCode", 0, 1, "code", &[]),
        ("valueDate", 0, 1, "date", &[]),
        ("valueInstant", 0, 1, "instant", &[]),
        ("valuePositiveInt", 0, 1, "positiveInt", &[]),
        ("valueString", 0, 1, "string", &[]),
        ("valueUnsignedInt", 0, 1, "unsignedInt", &[]),
        ("valueCodeableConcept", 0, 1, "CodeableConcept", &[]),
    ]),
    ("Identifier", &[
        ("use", 0, 1, "code", &["usual", "official", "temp", "secondary", "old"]),
        ("type", 0, 1, "CodeableConcept", &[]),
        ("system", 0, 1, "uri", &[]),
        ("value", 0, 1, "string", &[]),
        ("period", 0, 1, "Period", &[]),
    ]),
    ("CodeableConcept", &[
        ("coding", 0, MANY, "Coding", &[]),
        ("text", 0, 1, "string", &[]),
    ]),
    ("Coding", &[
        ("system", 0, 1, "uri", &[]),
        ("version", 0, 1, "string", &[]),
        ("code", 0, 1, "code", &[]),
        ("display", 0, 1, "string", &[]),
        ("userSelected", 0, 1, "boolean", &[]),
    ]),
    ("Reference", &[
        ("reference", 0, 1, "string", &[]),
        ("type", 0, 1, "uri", &[]),
        ("identifier", 0, 1, "Identifier", &[]),
        ("display", 0, 1, "string", &[]),
    ]),
    ("Period", &[
        ("start", 0, 1, "dateTime", &[]),
        ("end", 0, 1, "dateTime", &[]),
    ]),
    ("Attachment", &[
        ("contentType", 0, 1, "code", &[]),
        ("language", 0, 1, "code", &[]),
        ("data", 0, 1, "base64Binary", &[]),
        ("url", 0, 1, "url", &[]),
        ("size", 0, 1, "unsignedInt", &[]),
        ("hash", 0, 1, "base64Binary", &[]),
        ("title", 0, 1, "string", &[]),
        ("creation", 0, 1, "dateTime", &[]),
    ]),
    // What stands beside a primitive value, under its name with an underscore.
    ("Element", &[]),
];

/// Everything in a document that is against the definition.
fn faults(document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    resource("Consent", document, "Consent", &mut faults);
    invariants(document, &mut faults);
    faults
}

fn resource(kind: &str, value: &Value, at: &str, faults: &mut Vec<String>) {
    let (kind, targets) = match kind.split_once('(') {
        Some((kind, targets)) => (kind, targets.trim_end_matches(')')),
        None => (kind, ""),
    };
    let Some((_, elements)) = TYPES.iter().find(|(name, _)| *name == kind) else {
        if !primitive(kind, value) {
            faults.push(format!("{at} is no {kind}: {value}"));
        }
        return;
    };
    let Some(members) = value.as_object().filter(|members| !members.is_empty()) else {
        faults.push(format!("{at} is no object with members (ele-1)"));
        return;
    };
    let common: &[Element] = &[
        ("id", 0, 1, "string", &[]),
        ("extension", 0, MANY, "Extension", &[]),
    ];
    for (key, value) in members {
        let at = format!("{at}.{key}");
        if let Some(of) = key.strip_prefix('_') {
            let primitive = elements
                .iter()
                .any(|element| element.0 == of && !is_type(element.3));
            if !primitive {
                faults.push(format!("{at} stands beside no primitive"));
            }
            resource("Element", value, &at, faults);
            continue;
        }
        let Some(element) = elements.iter().chain(common).find(|element| element.0 == key) else {
            faults.push(format!("{at} is not in the definition"));
            continue;
        };
        items(element, value, &at, faults);
    }
    for (name, least, ..) in *elements {
        if *least > 0 && !members.contains_key(*name) {
            faults.push(format!("{at}.{name} is missing"));
        }
    }
    if let (Some(one), false) = (members.get("type").and_then(Value::as_str), targets.is_empty())
        && !targets.split('|').any(|it| it == one)
    {
        faults.push(format!("{at} refers to a {one}"));
    }
    of_types(kind, members, at, faults);
}

fn is_type(kind: &str) -> bool {
    let kind = kind.split('(').next().unwrap();
    TYPES.iter().any(|(name, _)| *name == kind)
}

fn items(element: &Element, value: &Value, at: &str, faults: &mut Vec<String>) {
    let (_, _, most, kind, codes) = element;
    let items = match (value, most) {
        (Value::Array(items), 2..) if !items.is_empty() => items.as_slice(),
        (Value::Array(_), _) => return faults.push(format!("{at} is a list of none, or where one belongs")),
        (_, 2..) => return faults.push(format!("{at} is no list")),
        (one, _) => std::slice::from_ref(one),
    };
    for item in items {
        resource(kind, item, at, faults);
        if !codes.is_empty() && !codes.iter().any(|code| item == code) {
            faults.push(format!("{at} is not of its required value set: {item}"));
        }
    }
}

/// ext-1, per-1, att-1.
fn of_types(kind: &str, members: &Map<String, Value>, at: &str, faults: &mut Vec<String>) {
    let text = |key: &str| members.get(key).and_then(Value::as_str);
    match kind {
        "Extension" => {
            let values = members
                .keys()
                .filter(|key| key.trim_start_matches('_').starts_with("value"))
                .count();
            if values + usize::from(members.contains_key("extension")) != 1 {
                faults.push(format!(
                    "{at} has neither a value nor extensions, or more than one (ext-1)"
                ));
            }
        }
        "Period"
            if text("start")
                .zip(text("end"))
                .is_some_and(|(start, end)| start > end) =>
        {
            faults.push(format!("{at} ends before it starts (per-1)"));
        }
        "Attachment" if members.contains_key("data") && !members.contains_key("contentType") => {
            faults.push(format!("{at} has data without a type (att-1)"));
        }
        _ => {}
    }
}

/// ppc-1 to ppc-5, and what `Consent.provision.type` is defined by: not permitted in the root, required under it.
fn invariants(consent: &Value, faults: &mut Vec<String>) {
    if consent.get("policy").is_none() && consent.get("policyRule").is_none() {
        faults.push("there is neither a policy nor a policyRule (ppc-1)".to_owned());
    }
    let areas = ["patient-privacy", "research", "adr", "treatment"];
    let codings = consent["scope"]["coding"].as_array().cloned().unwrap_or_default();
    let area = codings
        .iter()
        .any(|it| areas.iter().any(|area| it["code"] == *area));
    if area && consent.get("patient").is_none() {
        faults.push("there is no patient (ppc-2 to ppc-5)".to_owned());
    }
    fn untyped(provision: &Value, faults: &mut Vec<String>) {
        for nested in provision["provision"].as_array().into_iter().flatten() {
            if nested.get("type").is_none() {
                faults.push("a nested provision has no type".to_owned());
            }
            untyped(nested, faults);
        }
    }
    if consent["provision"].get("type").is_some() {
        faults.push("the root provision has a type".to_owned());
    }
    untyped(&consent["provision"], faults);
}

/// The lexical rules of FHIR R4, Datatypes.
fn primitive(kind: &str, value: &Value) -> bool {
    let within = |least: i64| {
        value
            .as_i64()
            .is_some_and(|n| (least..=i64::from(i32::MAX)).contains(&n))
    };
    match kind {
        "boolean" => return value.is_boolean(),
        "unsignedInt" => return within(0),
        "positiveInt" => return within(1),
        _ => {}
    }
    let Some(text) = value.as_str().filter(|text| !text.is_empty()) else {
        return false;
    };
    let spaceless = !text.contains(char::is_whitespace);
    match kind {
        "string" => {
            let control = |c: char| c < ' ' && !matches!(c, '\t' | '\r' | '\n');
            text.len() <= 1 << 20 && !text.contains(control) && !text.trim().is_empty()
        }
        "code" | "uri" | "url" => spaceless,
        "id" => {
            text.len() <= 64
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-.".contains(c))
        }
        "base64Binary" => {
            text.len() % 4 == 0
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "+/=".contains(c))
        }
        "date" => date(text),
        "dateTime" => date(text) || instant(text),
        "instant" => instant(text),
        other => panic!("{other} is no type of this definition"),
    }
}

fn digits(text: &str, n: usize) -> bool {
    text.len() == n && text.bytes().all(|c| c.is_ascii_digit())
}

/// YYYY, YYYY-MM or YYYY-MM-DD, from the year 0001.
fn date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let within = |part: &str, most| digits(part, 2) && (1..=most).contains(&part.parse::<u8>().unwrap());
    match parts.as_slice() {
        [year, rest @ ..] if digits(year, 4) && *year != "0000" => match rest {
            [] => true,
            [month] => within(month, 12),
            [month, day] => within(month, 12) && within(day, 31),
            _ => false,
        },
        _ => false,
    }
}

/// YYYY-MM-DDThh:mm:ss with any fraction, in UTC: the only zone that is written.
fn instant(text: &str) -> bool {
    let Some((day, time)) = text.strip_suffix('Z').and_then(|text| text.split_once('T')) else {
        return false;
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let parts: Vec<&str> = time.split(':').collect();
    let clock = parts.len() == 3 && parts.iter().all(|part| digits(part, 2));
    date(day) && day.len() == 10 && clock && digits(fraction, fraction.len()) && !fraction.is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_document_keeps_the_definition(
        record in drawn::record(), photos in drawn::photos(), names in any::<bool>(), file in any::<bool>()
    ) {
        let form = drawn::form();
        let include = Include { names, form: file.then_some(&form) };
        let document = to_fhir(&record, &photos, include).unwrap();
        prop_assert_eq!(faults(&document), Vec::<String>::new());
    }

    /// The checker above sees what it is there for.
    #[test]
    fn a_member_that_does_not_belong_is_seen(record in drawn::record(), at in any::<Index>()) {
        let form = drawn::form();
        let mut document = to_fhir(&record, &[], everything(&form)).unwrap();
        crate::hostile::strange(&mut document, at);
        prop_assert!(!faults(&document).is_empty());
    }
}

#[test]
fn whatever_breaks_the_definition_is_seen() {
    let form = drawn::form();
    let whole = to_fhir(&full(), &[PhotoDigest::of(b"a")], everything(&form)).unwrap();
    assert_eq!(faults(&whole), Vec::<String>::new());
    let broken: &[(&str, Value)] = &[
        ("/status", json!("withdrawn")),
        ("/status", Value::Null),
        ("/scope", Value::Null),
        ("/category", Value::Null),
        ("/category", json!([])),
        ("/patient", Value::Null),
        ("/patient/type", json!("Group")),
        ("/policy", Value::Null),
        ("/dateTime", json!("1 May 2026")),
        ("/dateTime", json!("0000-01-01")),
        ("/provision/type", json!("deny")),
        ("/provision/provision/0/type", Value::Null),
        ("/provision/provision/0/actor/0/role", Value::Null),
        ("/provision/data/0/meaning", json!("all")),
        ("/provision/dataPeriod/end", json!("2020-01-01")),
        ("/sourceAttachment/contentType", Value::Null),
        ("/sourceAttachment/data", json!("???")),
        ("/extension/0/valueBoolean", json!(true)),
        ("/extension/0/url", Value::Null),
        ("/identifier", json!({})),
    ];
    for (pointer, value) in broken {
        let mut document = whole.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let members = document.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        if value.is_null() {
            members.remove(key).unwrap();
        } else {
            members.insert(key.to_owned(), value.clone());
        }
        assert!(!faults(&document).is_empty(), "{pointer} = {value} is not seen");
    }
}
