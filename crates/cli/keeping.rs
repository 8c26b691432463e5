//! Backups, what is restored from them, and a change of passphrase.

use safelight_consent::{KeyCost, Register, Restored};
use safelight_export::Failure;
use safelight_keychain::{self as keychain, Keychain};
use serde_json::json;

use crate::args::{Backup, ChangePassphrase, Kept, Restore, Switch};
use crate::report::{Report, Stop};
use crate::session::{Session, random};

pub(crate) fn back_up(
    backup: &Backup,
    register: &Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let to = if backup.to.is_dir() {
        backup.to.join(Register::backup_name(session.today()))
    } else {
        backup.to.clone()
    };
    let to = std::path::absolute(&to).map_err(|error| Failure::io(&error, &to))?;
    let rows = register.back_up(&to)?;
    report.line(&json!({"backup": to.to_string_lossy(), "rows": rows}), || {
        format!(
            "A backup was written to {} and read again: it opens, and its ledger of {rows} rows holds.\n\
             The passphrase that opens the register now opens it.",
            to.display()
        )
    });
    Ok(())
}

pub(crate) fn kept(kept: &Kept, session: &Session, report: &mut Report) -> Result<(), Stop> {
    let (what, id, label) = match kept {
        Kept::Strictness { strictness } => {
            let mut register = session.open()?;
            if let Some(strictness) = strictness {
                register.set_strictness(*strictness)?;
            }
            let now = register.strictness()?;
            ("strictness", now.id(), now.label())
        }
        Kept::Profile { profile } => {
            let mut register = session.open()?;
            if let Some(profile) = profile {
                register.set_profile(*profile)?;
            }
            let now = register.profile()?;
            ("profile", now.id(), now.label())
        }
        Kept::Keychain { switch } => {
            let folder = session.folder()?;
            match switch {
                Some(Switch::On) => Keychain::of_system()?.keep(&folder, &session.open()?)?,
                Some(Switch::Off) if keychain::is_kept(&folder) => Keychain::of_system()?.forget(&folder)?,
                _ => {}
            }
            if keychain::is_kept(&folder) {
                (
                    "keychain",
                    "on",
                    "whoever is logged in as you can open the register without the passphrase",
                )
            } else {
                ("keychain", "off", "only the passphrase opens the register")
            }
        }
    };
    report.line(&json!({what: id}), || format!("{id}: {label}"));
    Ok(())
}

pub(crate) fn restore(restore: &Restore, session: &Session, report: &mut Report) -> Result<(), Stop> {
    let folder = session.folder()?;
    let passphrase = session.passphrase("Passphrase of the backup: ", false)?;
    let cost = KeyCost::default();
    let restored = Register::restore(&restore.from, &folder, &passphrase, cost, session.today())?;
    let Restored {
        kept, older, rows, ..
    } = restored;
    // What was kept was the key of the register that was here.
    keychain::forget(&folder);
    let kept = kept.map(|kept| kept.to_string_lossy().into_owned());
    let place = folder.to_string_lossy().into_owned();
    let object = json!({"register": place, "kept": kept, "older": older, "rows": rows});
    report.line(&object, || {
        let kept = kept
            .as_ref()
            .map(|kept| format!("\nThe register that was there is kept as {kept}."));
        let older = if older {
            "\nAn older Safelight made it; it was brought up to date."
        } else {
            ""
        };
        format!(
            "The backup was restored to {place}. Its ledger of {rows} rows holds.{older}{}",
            kept.unwrap_or_default()
        )
    });
    Ok(())
}

pub(crate) fn change_passphrase(
    change: &ChangePassphrase,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let folder = session.folder()?;
    let old = session.passphrase("Passphrase as it is now: ", false)?;
    // A slip in the old one is told before anybody thinks of a new one.
    drop(Register::open(&folder, &old, KeyCost::default())?);
    let new = session.new_passphrase(change.new_passphrase_file.as_deref())?;
    Register::change_passphrase(&folder, &old, &new, random()?, KeyCost::default())?;
    keychain::forget(&folder);
    report.line(&json!({"passphrase": "changed"}), || {
        "The register is encrypted under the new passphrase. Backups made before still open with the old one.".into()
    });
    Ok(())
}
