//! What libjpeg-turbo gives and takes back: its instances and its memory.

use std::ffi::{CStr, c_int};

use turbojpeg_sys as raw;

use crate::Error;

/// A TurboJPEG instance.
pub(super) struct Codec(pub(super) raw::tjhandle);

impl Codec {
    pub(super) fn new(kind: raw::TJINIT) -> Result<Self, Error> {
        // SAFETY: takes no pointer; null is the only failure.
        let handle = unsafe { raw::tj3Init(kind as c_int) };
        if handle.is_null() {
            return Err(Error::Codec {
                library: "libjpeg-turbo",
                message: "out of memory".to_owned(),
            });
        }
        Ok(Self(handle))
    }

    pub(super) fn set(&self, parameter: raw::TJPARAM, value: c_int) -> Result<(), Error> {
        // SAFETY: the handle is live.
        self.check(unsafe { raw::tj3Set(self.0, parameter as c_int, value) })
    }

    pub(super) fn get(&self, parameter: raw::TJPARAM) -> c_int {
        // SAFETY: the handle is live.
        unsafe { raw::tj3Get(self.0, parameter as c_int) }
    }

    /// Turns a status into an error. A warning is none: libjpeg-turbo has made up for damage in the coded data, and the
    /// picture is what every viewer shows of it.
    pub(super) fn check(&self, status: c_int) -> Result<(), Error> {
        // SAFETY: the handle is live.
        if status == 0 || unsafe { raw::tj3GetErrorCode(self.0) } == raw::TJERR_TJERR_WARNING as c_int {
            return Ok(());
        }
        Err(self.error())
    }

    /// The last error, in libjpeg-turbo's words.
    pub(super) fn error(&self) -> Error {
        // SAFETY: the handle is live; the string belongs to it and is copied before the handle is used again.
        let message = unsafe { CStr::from_ptr(raw::tj3GetErrorStr(self.0)) }
            .to_string_lossy()
            .into_owned();
        Error::Codec {
            library: "libjpeg-turbo",
            message,
        }
    }
}

impl Drop for Codec {
    fn drop(&mut self) {
        // SAFETY: the handle is live, and nothing uses it afterwards.
        unsafe { raw::tj3Destroy(self.0) }
    }
}

/// Memory that libjpeg-turbo allocated, or null.
#[repr(transparent)]
pub(super) struct Output(pub(super) *mut u8);

impl Drop for Output {
    fn drop(&mut self) {
        // SAFETY: null, or memory from libjpeg-turbo that only this owns.
        unsafe { raw::tj3Free(self.0.cast()) }
    }
}
