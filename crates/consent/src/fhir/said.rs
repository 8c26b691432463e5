//! What a `Consent` permits and denies: its provisions.
//!
//! Source: HL7 FHIR R4 (v4.0.1), `Consent.provision`. A yes holds only as far as it is understood, to its last member. A no
//! that is not understood is a no to every purpose.

use jiff::civil::Date;

use super::json::{Node, clip};
use super::{ACT_REASON, FhirError, LeftOut, PARTICIPATION, RECIPIENT, act_reason, urn};
use crate::digest::PhotoDigest;
use crate::limit::{Condition, Covers, Session};
use crate::record::NewRecord;
use crate::usage::{Audience, Effect, Purpose, Use, UseRow};

const YES_LEFT_OUT: LeftOutAs = "a yes that is not understood: left out";
const NO_TO_ALL: LeftOutAs = "a no that is not understood: taken as a no to everything";
const LIMIT: LeftOutAs = "a limit that is not understood: every yes is left out";

type LeftOutAs = &'static str;

/// Reads the provisions into the terms; gives the photos they name.
pub(super) fn provision(
    consent: &Node,
    terms: &mut NewRecord,
    left_out: &mut Vec<LeftOut>,
) -> Result<Vec<PhotoDigest>, FhirError> {
    let Some(root) = consent.node("provision")? else {
        return Ok(Vec::new());
    };
    for extension in root.nodes("modifierExtension")? {
        if !(extension.is("covers")? && extension.text("valueCode")? == Some("linked-photos")) {
            return Err(FhirError::Modifier(clip(
                extension.text("url")?.unwrap_or_default(),
            )));
        }
    }
    let mut limits = root.unknown(&[
        "type",
        "period",
        "dataPeriod",
        "data",
        "modifierExtension",
        "provision",
    ]);
    limits.extend(period(&root, terms)?);
    limits.extend(session(&root, terms)?);
    let photos = photos(&root, &mut limits)?;
    // A root that denies may mean all that is under it (R4 gives it no type).
    let mut no_to_all = match root.text("type")? {
        None => Vec::new(),
        Some("permit") => {
            left_out.push(LeftOut {
                element: root.path("type"),
                taken: "not kept",
            });
            Vec::new()
        }
        Some(_) => vec![root.path("type")],
    };

    let mut yes_left_out = Vec::new();
    for node in root.nodes("provision")? {
        if node.text("type")? == Some(Effect::Permit.id()) {
            match permit(&node)? {
                Some(row) if limits.is_empty() => terms.uses.push(row),
                Some(_) => {}
                None => yes_left_out.push(node.at().to_owned()),
            }
        } else {
            match deny(&node)? {
                Some(No::Use(row)) => terms.uses.push(row),
                Some(No::Unless(condition)) => terms.conditions.push(condition),
                None => no_to_all.push(node.at().to_owned()),
            }
        }
    }
    if !no_to_all.is_empty() {
        let narrowest = |purpose: &Purpose| Use {
            purpose: *purpose,
            audience: Audience::TreatingTeam,
            outlet: None,
        };
        terms
            .uses
            .extend(Purpose::ALL.iter().map(narrowest).map(UseRow::deny));
    }
    for (elements, taken) in [
        (limits, LIMIT),
        (yes_left_out, YES_LEFT_OUT),
        (no_to_all, NO_TO_ALL),
    ] {
        left_out.extend(elements.into_iter().map(|element| LeftOut { element, taken }));
    }
    Ok(photos)
}

/// The record's last days; gives what is not understood of them.
fn period(root: &Node, terms: &mut NewRecord) -> Result<Option<String>, FhirError> {
    let Some(period) = root.node("period")? else {
        return Ok(None);
    };
    let (end, valid, review) = (
        period.day("end")?,
        ours(&period, "valid-until")?,
        ours(&period, "review-on")?,
    );
    terms.review_on = review;
    terms.valid_until = match end {
        // The end is the earlier of the two. Where it is neither, it says more than they do.
        Some(end) if review.into_iter().chain(valid).min() != Some(end) => {
            valid.into_iter().chain([end]).min()
        }
        _ => valid,
    };
    let understood = end.is_some() && period.knows_all(&["end"]);
    Ok((!understood).then(|| period.at().to_owned()))
}

fn ours(node: &Node, id: &str) -> Result<Option<Date>, FhirError> {
    match node.ours(id)? {
        Some(extension) => {
            let day = extension.day("valueDate")?;
            extension.must("valueDate", day).map(Some)
        }
        None => Ok(None),
    }
}

fn session(root: &Node, terms: &mut NewRecord) -> Result<Option<String>, FhirError> {
    let Some(period) = root.node("dataPeriod")? else {
        return Ok(None);
    };
    let days = period.day("start")?.zip(period.day("end")?);
    let session = days.and_then(|(from, to)| Session::new(from, to).ok());
    match session.filter(|_| period.knows_all(&["start", "end"])) {
        Some(session) => {
            terms.covers = Covers::Session(session);
            Ok(None)
        }
        None => Ok(Some(period.at().to_owned())),
    }
}

fn photos(root: &Node, limits: &mut Vec<String>) -> Result<Vec<PhotoDigest>, FhirError> {
    let mut photos = Vec::new();
    for data in root.nodes("data")? {
        match photo(&data)? {
            Some(digest) => photos.push(digest),
            None => limits.push(data.at().to_owned()),
        }
    }
    Ok(photos)
}

fn photo(data: &Node) -> Result<Option<PhotoDigest>, FhirError> {
    let exact = data.text("meaning")? == Some("instance") && data.knows_all(&["meaning", "reference"]);
    let digest = match data.node("reference")? {
        Some(reference) => identifier(&reference, "sha256")?,
        None => None,
    };
    Ok(digest.filter(|_| exact).and_then(|it| it.parse().ok()))
}

/// The value of a reference that is nothing but an identifier of one of Safelight's systems.
fn identifier<'a>(reference: &Node<'a>, system: &str) -> Result<Option<&'a str>, FhirError> {
    let Some(identifier) = reference.node("identifier")? else {
        return Ok(None);
    };
    let ours = identifier.text("system")? == Some(urn(system).as_str());
    let plain =
        reference.knows_all(&["type", "identifier", "display"]) && identifier.knows_all(&["system", "value"]);
    Ok(identifier.text("value")?.filter(|_| ours && plain))
}

/// A yes, if every member of it is understood.
fn permit(node: &Node) -> Result<Option<UseRow>, FhirError> {
    let Some(usage) = usage(node, &["period", "modifierExtension"])? else {
        return Ok(None);
    };
    let mut row = UseRow::permit(usage);
    if let Some(period) = node.node("period")? {
        row.until = period.day("end")?;
        if row.until.is_none() || !period.knows_all(&["end"]) {
            return Ok(None);
        }
    }
    for extension in node.nodes("modifierExtension")? {
        if !extension.is("max-copies")? || row.max_copies.is_some() {
            return Ok(None);
        }
        row.max_copies = Some(extension.must("valueUnsignedInt", extension.number("valueUnsignedInt")?)?);
    }
    Ok(Some(row))
}

/// What a no says.
enum No {
    Use(UseRow),
    Unless(Condition),
}

fn deny(node: &Node) -> Result<Option<No>, FhirError> {
    if node.text("type")? != Some(Effect::Deny.id()) {
        return Ok(None);
    }
    if let [unless] = node.nodes("modifierExtension")?.as_slice() {
        let alone = node.knows_all(&["type", "modifierExtension"]) && unless.is("unless")?;
        let condition = condition(unless)?.filter(|_| alone);
        return Ok(condition.map(No::Unless));
    }
    let Some(usage) = usage(node, &[])? else {
        return Ok(None);
    };
    let mut row = UseRow::deny(usage);
    row.until = ours(node, "until")?;
    if let Some(copies) = node.ours("max-copies")? {
        row.max_copies = copies.number("valueUnsignedInt")?;
    }
    Ok(Some(No::Use(row)))
}

fn condition(unless: &Node) -> Result<Option<Condition>, FhirError> {
    let Some(concept) = unless.node("valueCodeableConcept")? else {
        return Ok(None);
    };
    let id = match concept.nodes("coding")?.as_slice() {
        [coding] => code(coding, &urn("condition"))?,
        _ => None,
    };
    let known = unless.knows_all(&["url", "valueCodeableConcept"]) && concept.knows_all(&["coding", "text"]);
    let mark = concept.text("text")?;
    Ok(match (id.filter(|_| known), mark) {
        (Some("obscure-mark"), Some(mark)) => Some(Condition::ObscureMark(mark.to_owned())),
        (Some(id), None) => id.parse().ok(),
        _ => None,
    })
}

/// The use that a provision is about, if it has no other members than these, its type, its purpose and its actor.
fn usage(node: &Node, others: &[&str]) -> Result<Option<Use>, FhirError> {
    let known = [&["type", "purpose", "actor"], others].concat();
    if !node.knows_all(&known) {
        return Ok(None);
    }
    let (purpose, actors) = (purpose(&node.nodes("purpose")?)?, node.nodes("actor")?);
    let recipient = match actors.as_slice() {
        [actor] => recipient(actor)?,
        _ => None,
    };
    Ok(purpose.zip(recipient).map(|(purpose, (audience, outlet))| Use {
        purpose,
        audience,
        outlet,
    }))
}

/// One of Safelight's purposes, alone or with the code that HL7 has for the same.
fn purpose(codings: &[Node]) -> Result<Option<Purpose>, FhirError> {
    let mut ours = None;
    for coding in codings {
        if let Some(code) = code(coding, &urn("purpose"))?
            && ours.replace(code).is_some()
        {
            return Ok(None);
        }
    }
    let Some(purpose) = ours.and_then(|code| code.parse().ok()) else {
        return Ok(None);
    };
    for coding in codings {
        let same = code(coding, &urn("purpose"))?.is_some()
            || act_reason(purpose).is_some() && code(coding, ACT_REASON)? == act_reason(purpose);
        if !same {
            return Ok(None);
        }
    }
    Ok(Some(purpose))
}

/// The code of a coding that is of this system and nothing more.
fn code<'a>(coding: &Node<'a>, system: &str) -> Result<Option<&'a str>, FhirError> {
    let plain = coding.knows_all(&["system", "code", "display"]);
    let ours = plain && coding.text("system")? == Some(system);
    Ok(coding.text("code")?.filter(|_| ours))
}

/// Who may see it, and where.
fn recipient(actor: &Node) -> Result<Option<(Audience, Option<String>)>, FhirError> {
    let role = match actor.node("role")? {
        Some(role) => match role.nodes("coding")?.as_slice() {
            [coding] => code(coding, PARTICIPATION)?,
            _ => None,
        },
        None => None,
    };
    let audience = match actor.node("reference")? {
        Some(reference) => identifier(&reference, "audience")?,
        None => None,
    };
    let mut outlet = None;
    for extension in actor.nodes("modifierExtension")? {
        if !extension.is("outlet")? || outlet.is_some() {
            return Ok(None);
        }
        outlet = Some(extension.must("valueString", extension.owned("valueString")?)?);
    }
    let known = role == Some(RECIPIENT) && actor.knows_all(&["role", "reference", "modifierExtension"]);
    Ok(audience
        .filter(|_| known)
        .and_then(|it| it.parse().ok())
        .map(|audience| (audience, outlet)))
}
