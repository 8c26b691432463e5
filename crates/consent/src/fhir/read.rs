//! A `Consent` read as a record.

use base64ct::{Base64, Encoding};
use jiff::civil::Date;
use uuid::Uuid;

use super::json::{Node, clip, malformed, parse};
use super::said::provision;
use super::{CONSENT_SCOPE, FhirError, LeftOut, Received, TEXT_FIELDS, URI_SYSTEM, consent_state, urn};
use crate::digest::unhex;
use crate::form::{FormFile, FormRef};
use crate::record::{NewRecord, Status, Withdrawal, Withdrawn};
use crate::usage::Use;

/// Reads a FHIR R4 `Consent`, Safelight's own or another's, as far as it can be understood.
///
/// # Errors
/// [`FhirError`] where nothing of it can be relied on: it is no `Consent`, an element has another type than FHIR gives
/// it, a modifier is not known, it is about treatment, or the form in it is another than the one it names.
pub fn from_fhir(json: impl AsRef<[u8]>) -> Result<Received, FhirError> {
    let document = parse(json.as_ref())?;
    let consent = Node::of("Consent".to_owned(), &document)?;
    match consent.text("resourceType")? {
        Some("Consent") => {}
        other => return Err(FhirError::NotConsent(clip(other.unwrap_or_default()))),
    }
    // FHIR R4, Resource: rules without which the content must not be read.
    if let Some(rules) = consent.text("implicitRules")? {
        return Err(FhirError::Modifier(clip(rules)));
    }
    let mut left_out = Vec::new();
    let mut kept_out = |element: String| {
        left_out.push(LeftOut {
            element,
            taken: "not kept",
        })
    };
    consent.unknown(&KNOWN).into_iter().for_each(&mut kept_out);

    let mut terms = NewRecord::of("");
    terms.status = status(&consent, &mut kept_out)?;
    scope(&consent, &mut kept_out)?;
    patient(&consent, &mut terms, &mut kept_out)?;
    terms.signed_on = signed_on(&consent)?;
    if terms.signed_on.is_none() && consent.has("dateTime") {
        kept_out(consent.path("dateTime"));
    }
    performer(&consent, &mut terms, &mut kept_out)?;
    wording(&consent, &mut terms, &mut kept_out)?;
    facts(&consent, &mut terms, &mut kept_out)?;
    let (form, form_file) = source(&consent, &mut kept_out)?;
    let withdrawals = modifiers(&consent, &mut terms)?;
    let photos = provision(&consent, &mut terms, &mut left_out)?;
    left_out.truncate(LISTED);

    let number = |id: &str| match consent.ours(id)? {
        Some(extension) => extension.number("valuePositiveInt"),
        None => Ok(None),
    };
    Ok(Received {
        id: identifier(&consent)?,
        version: number("version")?,
        supersedes: number("supersedes")?,
        entered_at: match consent.ours("entered-at")? {
            Some(extension) => extension.instant("valueInstant")?,
            None => None,
        },
        form,
        form_file,
        photos,
        withdrawals,
        left_out,
        terms,
    })
}

/// How much of what was left out is told.
const LISTED: usize = 1000;

/// The elements that are read, and those that say nothing of the consent.
const KNOWN: [&str; 18] = [
    "resourceType",
    "meta",
    "implicitRules",
    "language",
    "text",
    "identifier",
    "status",
    "_status",
    "scope",
    "category",
    "patient",
    "dateTime",
    "performer",
    "sourceAttachment",
    "policy",
    "provision",
    "extension",
    "modifierExtension",
];

fn identifier(consent: &Node) -> Result<Option<Uuid>, FhirError> {
    for identifier in consent.nodes("identifier")? {
        if identifier.text("system")? == Some(URI_SYSTEM) {
            let value = identifier
                .text("value")?
                .and_then(|it| it.strip_prefix("urn:uuid:"));
            if let Some(id) = value.and_then(|it| it.parse().ok()) {
                return Ok(Some(id));
            }
        }
    }
    Ok(None)
}

/// The finer status counts where it is one of those that the element's stands for.
fn status(consent: &Node, kept_out: &mut impl FnMut(String)) -> Result<Status, FhirError> {
    let state = consent.must("status", consent.text("status")?)?;
    let coarse = match state {
        "draft" => Status::Draft,
        "active" => Status::Active,
        "rejected" => Status::Refused,
        "entered-in-error" => Status::EnteredInError,
        "proposed" | "inactive" => Status::Superseded,
        _ => {
            return Err(malformed(
                consent.path("status"),
                "one of FHIR's states of a consent",
            ));
        }
    };
    let finer = match consent
        .node("_status")?
        .map(|it| it.ours("status"))
        .transpose()?
        .flatten()
    {
        Some(extension) => extension.term("valueCode")?,
        None => None,
    };
    match finer {
        Some(finer) if consent_state(finer) == state => Ok(finer),
        None if state != "proposed" && state != "inactive" && !consent.has("_status") => Ok(coarse),
        // An offer, or ended for a reason that is not known: in either case nothing that holds.
        _ => {
            kept_out(consent.path("status"));
            Ok(if state == "proposed" {
                Status::Draft
            } else {
                coarse
            })
        }
    }
}

fn scope(consent: &Node, kept_out: &mut impl FnMut(String)) -> Result<(), FhirError> {
    let scope = consent.must("scope", consent.node("scope")?)?;
    let mut known = false;
    for coding in scope.nodes("coding")? {
        if coding.text("system")? == Some(CONSENT_SCOPE) {
            match coding.text("code")? {
                Some("patient-privacy" | "research") => known = true,
                other => return Err(FhirError::Scope(clip(other.unwrap_or_default()))),
            }
        }
    }
    if !known {
        kept_out(scope.at().to_owned());
    }
    Ok(())
}

/// Another system's number for a patient may well be an NHS number, and is no pseudonym.
fn patient(
    consent: &Node,
    terms: &mut NewRecord,
    kept_out: &mut impl FnMut(String),
) -> Result<(), FhirError> {
    let Some(patient) = consent.node("patient")? else {
        return Ok(());
    };
    terms.name = patient.owned("display")?;
    let identifier = patient.node("identifier")?;
    let system = identifier
        .as_ref()
        .map(|it| it.text("system"))
        .transpose()?
        .flatten();
    match identifier.filter(|_| system == Some(urn("person").as_str())) {
        Some(identifier) => terms.person = identifier.owned("value")?.unwrap_or_default(),
        None => kept_out(patient.at().to_owned()),
    }
    Ok(())
}

/// The day of a time is the day where it was signed.
fn signed_on(consent: &Node) -> Result<Option<Date>, FhirError> {
    let time = consent.text("dateTime")?;
    let day = time.map(|it| it.split_once('T').map_or(it, |(day, _)| day));
    Ok(day.and_then(|day| {
        day.parse::<Date>()
            .ok()
            .filter(|parsed| parsed.to_string() == day)
    }))
}

fn performer(
    consent: &Node,
    terms: &mut NewRecord,
    kept_out: &mut impl FnMut(String),
) -> Result<(), FhirError> {
    for (n, performer) in consent.nodes("performer")?.into_iter().enumerate() {
        if n > 0 {
            kept_out(performer.at().to_owned());
            continue;
        }
        terms.signed_by = performer.owned("display")?;
        match performer.ours("signer")? {
            Some(signer) => terms.signer = signer.term("valueCode")?,
            None if performer.knows_all(&["display"]) => {}
            None => kept_out(performer.at().to_owned()),
        }
    }
    Ok(())
}

fn wording(
    consent: &Node,
    terms: &mut NewRecord,
    kept_out: &mut impl FnMut(String),
) -> Result<(), FhirError> {
    for policy in consent.nodes("policy")? {
        let ours = policy.text("uri")? == Some(urn("deny-by-default").as_str());
        if !ours || !policy.knows_all(&["uri"]) || terms.form_version.is_some() {
            kept_out(policy.at().to_owned());
        } else if let Some(version) = policy.ours("wording-version")? {
            terms.form_version = version.owned("valueString")?;
        }
    }
    Ok(())
}

/// What is an extension of the resource.
fn facts(consent: &Node, terms: &mut NewRecord, kept_out: &mut impl FnMut(String)) -> Result<(), FhirError> {
    for field in TEXT_FIELDS {
        if let Some(extension) = consent.ours(field.id)? {
            let text = extension.must("valueString", extension.owned("valueString")?)?;
            *(field.of)(terms) = Some(text);
        }
    }
    if let Some(capacity) = consent.ours("capacity")? {
        terms.capacity = Some(capacity.must("valueCode", capacity.term("valueCode")?)?);
    }
    if let Some(band) = consent.ours("age-band")? {
        terms.age_band = Some(band.must("valueCode", band.term("valueCode")?)?);
    }
    if let Some(authority) = consent.ours("authority-on-file")? {
        terms.authority_on_file = authority.flag("valueBoolean")?.unwrap_or(false);
    }
    for (id, place) in [
        ("date-of-birth", &mut terms.date_of_birth),
        ("died-on", &mut terms.died_on),
    ] {
        if let Some(extension) = consent.ours(id)? {
            *place = extension.day("valueDate")?;
            // There, and not told: what hangs on it is not known.
            if place.is_none() {
                kept_out(extension.at().to_owned());
            }
        }
    }
    Ok(())
}

/// The form that the document names, and its bytes if it brings them.
fn source(
    consent: &Node,
    kept_out: &mut impl FnMut(String),
) -> Result<(Option<FormRef>, Option<FormFile>), FhirError> {
    let Some(source) = consent.node("sourceAttachment")? else {
        return Ok((None, None));
    };
    let file = match source.text("data")? {
        None => None,
        Some(data) => {
            // FHIR R4, `base64Binary`: there may be white space anywhere.
            let data: String = data.split_ascii_whitespace().collect();
            let bytes = Base64::decode_vec(&data).map_err(|_| malformed(source.path("data"), "Base64"))?;
            FormFile::parse(bytes).ok()
        }
    };
    let digest = match source.ours("sha256")? {
        None => None,
        Some(extension) => {
            let digest = extension.text("valueString")?.and_then(unhex::<32>);
            Some(extension.must("valueString", digest)?)
        }
    };
    let media_type = source.text("contentType")?.and_then(|it| it.parse().ok());
    let named = digest
        .zip(media_type)
        .map(|(sha256, media_type)| FormRef { sha256, media_type });
    let brought = file.as_ref().map(FormFile::reference);
    if named.is_some() && source.has("data") && named != brought {
        return Err(FhirError::FormChanged);
    }
    if brought.is_none() && (named.is_none() || source.has("data"))
        || !source.knows_all(&["contentType", "data"])
    {
        kept_out(source.at().to_owned());
    }
    Ok((named.or(brought), file))
}

/// What changes the meaning of the whole; every one has to be known.
fn modifiers(consent: &Node, terms: &mut NewRecord) -> Result<Vec<Withdrawal>, FhirError> {
    let mut withdrawals = Vec::new();
    for extension in consent.nodes("modifierExtension")? {
        if extension.is("objection")? {
            // Whatever else it may say, somebody put it there.
            terms.objection |= extension.flag("valueBoolean")?.unwrap_or(true);
        } else if extension.is("withdrawal")? {
            withdrawals.push(withdrawal(&extension)?);
        } else {
            return Err(FhirError::Modifier(clip(
                extension.text("url")?.unwrap_or_default(),
            )));
        }
    }
    Ok(withdrawals)
}

fn withdrawal(extension: &Node) -> Result<Withdrawal, FhirError> {
    let (mut on, mut entered_at, mut by, mut how, mut recorded_by) = (None, None, None, None, None);
    let (mut everything, mut uses) = (false, Vec::new());
    for part in extension.nodes("extension")? {
        match part.text("url")? {
            Some("on") => on = part.day("valueDate")?,
            Some("entered-at") => entered_at = part.instant("valueInstant")?,
            Some("by") => by = part.owned("valueString")?,
            Some("how") => how = part.owned("valueString")?,
            Some("recorded-by") => recorded_by = part.owned("valueString")?,
            Some("everything") => everything = true,
            Some("use") => uses.push(usage(&part)?),
            _ => return Err(malformed(part.at().to_owned(), "known here")),
        }
    }
    Ok(Withdrawal {
        on: extension.must("on", on)?,
        entered_at: extension.must("entered-at", entered_at)?,
        by: by.unwrap_or_default(),
        how: how.unwrap_or_default(),
        recorded_by,
        // A withdrawal that does not say of what is one of everything.
        what: if everything || uses.is_empty() {
            Withdrawn::Everything
        } else {
            Withdrawn::Uses(uses)
        },
    })
}

fn usage(part: &Node) -> Result<Use, FhirError> {
    let (mut purpose, mut audience, mut outlet) = (None, None, None);
    for part in part.nodes("extension")? {
        match part.text("url")? {
            Some("purpose") => purpose = part.term("valueCode")?,
            Some("audience") => audience = part.term("valueCode")?,
            Some("outlet") => outlet = part.owned("valueString")?,
            _ => return Err(malformed(part.at().to_owned(), "known here")),
        }
    }
    Ok(Use {
        purpose: part.must("purpose", purpose)?,
        audience: part.must("audience", audience)?,
        outlet,
    })
}
