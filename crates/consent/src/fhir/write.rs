//! A record written as a `Consent`.

use base64ct::{Base64, Encoding};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::{
    ABSENT, ACT_REASON, CONSENT_DOCUMENT, CONSENT_SCOPE, FhirError, Include, LOINC, PARTICIPATION, RECIPIENT,
    TEXT_FIELDS, URI_SYSTEM, act_reason, consent_state, performer_type, urn,
};
use crate::digest::{PhotoDigest, hex};
use crate::form::FormRef;
use crate::limit::{Condition, Covers};
use crate::record::{NewRecord, Record, Withdrawal, Withdrawn};
use crate::usage::{Effect, Purpose, Use, UseRow};

/// The longest text FHIR has room for, in bytes (Datatypes, `string`).
const LONGEST: usize = 1 << 20;

/// Writes a record, and the photos linked to it, as a FHIR R4 `Consent`.
///
/// A text that is blank is left out, as if it were not there.
///
/// # Errors
/// [`FhirError::Unsayable`] where FHIR has no way to say what is there, and leaving it out would say something else.
pub fn to_fhir(record: &Record, photos: &[PhotoDigest], include: Include<'_>) -> Result<Value, FhirError> {
    let terms = &record.terms;
    let status = (consent_state(terms.status) == "inactive").then(|| code("status", terms.status.id()));
    Ok(object([
        ("resourceType", "Consent".into()),
        (
            "identifier",
            json!([{"system": URI_SYSTEM, "value": record.id.urn().to_string()}]),
        ),
        ("status", consent_state(terms.status).into()),
        ("_status", object([("extension", status.into_iter().collect())])),
        (
            "scope",
            json!({"coding": [{"system": CONSENT_SCOPE, "code": scope(terms)}]}),
        ),
        (
            "category",
            json!([{
                "coding": [{"system": LOINC, "code": CONSENT_DOCUMENT}],
                "text": "Written consent to the use of photographs",
            }]),
        ),
        ("patient", patient(terms, include.names)?),
        ("dateTime", terms.signed_on.map(day).transpose()?.into()),
        ("performer", list([performer(terms, include.names)?])),
        ("sourceAttachment", source(record.form.as_ref(), include)),
        (
            "policy",
            json!([object([
                ("uri", urn("deny-by-default").into()),
                ("extension", list([text("wording-version", &terms.form_version)?])),
            ])]),
        ),
        ("provision", provision(terms, photos)?),
        ("extension", extensions(record, include.names)?),
        ("modifierExtension", modifiers(record, include.names)?),
    ]))
}

/// Research has a scope of its own, where there is nothing else.
fn scope(terms: &NewRecord) -> &'static str {
    let research = |row: &UseRow| row.usage.purpose == Purpose::Research;
    if !terms.uses.is_empty() && terms.uses.iter().all(research) {
        "research"
    } else {
        "patient-privacy"
    }
}

fn patient(terms: &NewRecord, names: bool) -> Result<Value, FhirError> {
    let Some(pseudonym) = said(&terms.person)? else {
        return Err(FhirError::Unsayable("a consent of nobody"));
    };
    Ok(object([
        ("type", "Patient".into()),
        ("identifier", json!({"system": urn("person"), "value": pseudonym})),
        ("display", named(&terms.name, names)?),
    ]))
}

fn performer(terms: &NewRecord, names: bool) -> Result<Value, FhirError> {
    let signer = terms.signer;
    Ok(object([
        ("type", signer.map(performer_type).into()),
        ("display", named(&terms.signed_by, names)?),
        (
            "extension",
            signer.iter().map(|it| code("signer", it.id())).collect(),
        ),
    ]))
}

/// `Attachment.hash` is a SHA-1 (FHIR R4, Attachment), so the SHA-256 is an extension.
fn source(form: Option<&FormRef>, include: Include<'_>) -> Value {
    let Some(form) = form else { return Value::Null };
    let file = include.form.filter(|file| file.reference() == *form);
    object([
        ("contentType", form.media_type.id().into()),
        (
            "data",
            file.map(|file| Base64::encode_string(file.bytes())).into(),
        ),
        (
            "extension",
            json!([extension("sha256", "valueString", hex(&form.sha256).into())]),
        ),
    ])
}

/// The root says what all the rest is about; each row and each condition is a provision under it. A root has no type:
/// nothing is permitted but by a row (FHIR R4, `Consent.provision.type`).
fn provision(terms: &NewRecord, photos: &[PhotoDigest]) -> Result<Value, FhirError> {
    let session = match terms.covers {
        Covers::Photos => Value::Null,
        // An older program may have kept one.
        Covers::Session(it) if it.to() < it.from() => {
            return Err(FhirError::Unsayable("a session that ends before it begins"));
        }
        Covers::Session(it) => json!({"start": day(it.from())?, "end": day(it.to())?}),
    };
    let photo = |digest: &PhotoDigest| {
        let identifier = json!({"system": urn("sha256"), "value": digest.to_string()});
        json!({"meaning": "instance", "reference": {"type": "Media", "identifier": identifier}})
    };
    // Without data a provision would be about everything that there is of the person.
    let linked = photos.is_empty().then(|| code("covers", "linked-photos"));
    let rows = terms.uses.iter().map(row);
    let conditions = terms.conditions.iter().map(condition);
    Ok(object([
        ("period", period(terms)?),
        ("dataPeriod", session),
        ("data", photos.iter().map(photo).collect()),
        ("modifierExtension", linked.into_iter().collect()),
        ("provision", rows.chain(conditions).collect::<Result<_, _>>()?),
    ]))
}

/// Whichever day comes first ends it.
fn period(terms: &NewRecord) -> Result<Value, FhirError> {
    let (valid, review) = (terms.valid_until, terms.review_on);
    let two = valid.filter(|_| review.is_some());
    let end = valid.into_iter().chain(review).min();
    Ok(object([
        ("end", end.map(day).transpose()?.into()),
        (
            "extension",
            list([date("valid-until", two)?, date("review-on", review)?]),
        ),
    ]))
}

fn row(row: &UseRow) -> Result<Value, FhirError> {
    let copies = row.max_copies.map(unsigned).transpose()?;
    let copies = copies.map_or(Value::Null, |n| extension("max-copies", "valueUnsignedInt", n));
    let until = row.until.map(day).transpose()?;
    let purpose = row.usage.purpose;
    let ours = json!({"system": urn("purpose"), "code": purpose.id(), "display": purpose.label()});
    let hl7 = act_reason(purpose).map(|code| json!({"system": ACT_REASON, "code": code}));
    let said = [
        ("type", row.effect.id().into()),
        ("purpose", [ours].into_iter().chain(hl7).collect()),
        ("actor", json!([actor(&row.usage)?])),
    ];
    let [kind, purpose, actor] = said;
    Ok(match row.effect {
        Effect::Permit => object([
            kind,
            purpose,
            actor,
            ("period", object([("end", until.into())])),
            ("modifierExtension", list([copies])),
        ]),
        // A no does not end, so nothing of it may look as if it did.
        Effect::Deny => {
            let until = until.map_or(Value::Null, |day| extension("until", "valueDate", day.into()));
            object([kind, purpose, actor, ("extension", list([until, copies]))])
        }
    })
}

/// The audience is who may see; the outlet narrows it.
fn actor(usage: &Use) -> Result<Value, FhirError> {
    let outlet = match &usage.outlet {
        None => Value::Null,
        Some(outlet) => match said(outlet)? {
            Some(outlet) => extension("outlet", "valueString", outlet.into()),
            None => return Err(FhirError::Unsayable("an outlet without a name")),
        },
    };
    let audience = usage.audience;
    Ok(object([
        (
            "role",
            json!({"coding": [{"system": PARTICIPATION, "code": RECIPIENT}]}),
        ),
        (
            "reference",
            json!({
                "type": "Group",
                "identifier": {"system": urn("audience"), "value": audience.id()},
                "display": audience.label(),
            }),
        ),
        ("modifierExtension", list([outlet])),
    ]))
}

/// Denied unless it is met. Whoever passes over the modifier sees a no to everything.
fn condition(condition: &Condition) -> Result<Value, FhirError> {
    let (id, mark) = match condition {
        Condition::ObscureMark(mark) => match said(mark)? {
            None => return Err(FhirError::Unsayable("a mark without a name")),
            mark => ("obscure-mark".to_owned(), mark),
        },
        other => (other.to_string(), None),
    };
    let concept = object([
        ("coding", json!([{"system": urn("condition"), "code": id}])),
        ("text", mark.into()),
    ]);
    let unless = extension("unless", "valueCodeableConcept", concept);
    Ok(json!({"type": "deny", "modifierExtension": [unless]}))
}

fn extensions(record: &Record, names: bool) -> Result<Value, FhirError> {
    let mut terms = record.terms.clone();
    let number = |id, n| Ok(extension(id, "valuePositiveInt", unsigned(n)?));
    let mut all = vec![
        number("version", record.version)?,
        record
            .supersedes
            .map_or(Ok(Value::Null), |n| number("supersedes", n))?,
        extension("entered-at", "valueInstant", instant(record.entered_at)?),
        terms.capacity.map_or(Value::Null, |it| code("capacity", it.id())),
        terms.age_band.map_or(Value::Null, |it| code("age-band", it.id())),
        date("died-on", terms.died_on)?,
        match terms.date_of_birth {
            Some(_) if !names => masked("date-of-birth"),
            born => date("date-of-birth", born)?,
        },
    ];
    if terms.authority_on_file {
        all.push(extension("authority-on-file", "valueBoolean", true.into()));
    }
    for field in TEXT_FIELDS.iter().filter(|field| names || !field.names) {
        all.push(text(field.id, (field.of)(&mut terms))?);
    }
    Ok(list(all))
}

fn modifiers(record: &Record, names: bool) -> Result<Value, FhirError> {
    let objection = record.terms.objection;
    let objection = objection.then(|| Ok(extension("objection", "valueBoolean", true.into())));
    let withdrawals = record.withdrawals.iter().map(|it| withdrawal(it, names));
    objection.into_iter().chain(withdrawals).collect()
}

fn withdrawal(withdrawal: &Withdrawal, names: bool) -> Result<Value, FhirError> {
    let mut parts = vec![
        part("on", "valueDate", day(withdrawal.on)?.into()),
        part("entered-at", "valueInstant", instant(withdrawal.entered_at)?),
        part(
            "by",
            "valueString",
            said(&withdrawal.by)?.filter(|_| names).into(),
        ),
        part("how", "valueString", said(&withdrawal.how)?.into()),
        part(
            "recorded-by",
            "valueString",
            named(&withdrawal.recorded_by, names)?,
        ),
    ];
    match &withdrawal.what {
        Withdrawn::Everything => parts.push(part("everything", "valueBoolean", true.into())),
        Withdrawn::Uses(uses) if uses.is_empty() => {
            return Err(FhirError::Unsayable("a withdrawal of nothing"));
        }
        Withdrawn::Uses(uses) => {
            for usage in uses {
                let outlet = usage.outlet.as_deref().map(said).transpose()?;
                if outlet == Some(None) {
                    return Err(FhirError::Unsayable("an outlet without a name"));
                }
                parts.push(json!({"url": "use", "extension": list([
                    part("purpose", "valueCode", usage.purpose.id().into()),
                    part("audience", "valueCode", usage.audience.id().into()),
                    part("outlet", "valueString", outlet.flatten().into()),
                ])}));
            }
        }
    }
    Ok(json!({"url": urn("withdrawal"), "extension": list(parts)}))
}

/// An object of the members that have a value: FHIR knows neither null nor anything empty (R4, JSON).
fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.into_iter().filter(|(_, value)| !is_empty(value));
    let members: Map<String, Value> = members.map(|(key, value)| (key.to_owned(), value)).collect();
    Value::Object(members)
}

fn list(items: impl IntoIterator<Item = Value>) -> Value {
    items.into_iter().filter(|item| !is_empty(item)).collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn extension(id: &str, kind: &str, value: Value) -> Value {
    part(&urn(id), kind, value)
}

/// An extension, or a part of one; nothing where there is no value.
fn part(url: &str, kind: &str, value: Value) -> Value {
    if value.is_null() {
        return value;
    }
    object([("url", url.into()), (kind, value)])
}

fn code(id: &str, code: &str) -> Value {
    extension(id, "valueCode", code.into())
}

fn text(id: &str, value: &Option<String>) -> Result<Value, FhirError> {
    let value = value.as_deref().map(said).transpose()?.flatten();
    Ok(extension(id, "valueString", value.into()))
}

fn date(id: &str, value: Option<Date>) -> Result<Value, FhirError> {
    Ok(extension(id, "valueDate", value.map(day).transpose()?.into()))
}

/// There, and not told. Not as `_valueDate`, which some readers do not know in an extension.
fn masked(id: &str) -> Value {
    json!({"url": urn(id), "extension": [{"url": ABSENT, "valueCode": "masked"}]})
}

fn named(value: &Option<String>, names: bool) -> Result<Value, FhirError> {
    let value = value.as_deref().filter(|_| names);
    Ok(value.map(said).transpose()?.flatten().into())
}

/// A text as FHIR takes it: neither blank nor with control characters, and no longer than a mebibyte (R4, `string`).
fn said(text: &str) -> Result<Option<&str>, FhirError> {
    let control = |c: char| c < ' ' && !matches!(c, '\t' | '\r' | '\n');
    if text.contains(control) {
        return Err(FhirError::Unsayable("a text with control characters"));
    }
    if text.len() > LONGEST {
        return Err(FhirError::Unsayable("a text of more than a mebibyte"));
    }
    Ok((!text.trim().is_empty()).then_some(text))
}

/// Years run from 0001 to 9999 (FHIR R4, `date`).
fn day(day: Date) -> Result<String, FhirError> {
    if day.year() < 1 {
        return Err(FhirError::Unsayable("a day before the year 1"));
    }
    Ok(day.to_string())
}

fn instant(at: Timestamp) -> Result<Value, FhirError> {
    day(at.to_zoned(TimeZone::UTC).date())?;
    Ok(at.to_string().into())
}

/// Integers have 31 bits (FHIR R4, `unsignedInt`).
fn unsigned(n: u32) -> Result<Value, FhirError> {
    match i32::try_from(n) {
        Ok(n) => Ok(n.into()),
        Err(_) => Err(FhirError::Unsayable("a number over 2,147,483,647")),
    }
}
