//! From a picked file to the copy that is kept: opened with care, copied, hashed.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
};

use rollcall_domain::media::MediaError;
use sha2::{Digest, Sha256};

/// How much is read at a time.
const STEP: usize = 1024 * 1024;

/// Hears how far a long copy is, in bytes, and says whether to go on.
pub type GoOn<'a> = &'a mut (dyn FnMut(u64) -> bool + Send);

/// Opens a file that a person picked. A link is followed; what is no file at its end (a folder, a
/// device, a pipe) is refused without waiting for it.
pub fn open(path: &Path) -> Result<File, MediaError> {
    // Looked at before it is opened: opening a device may already do something.
    let seen = std::fs::metadata(path).map_err(|_| MediaError::Unreadable)?;
    if !seen.is_file() {
        return Err(MediaError::NotAFile);
    }
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // It may have become a pipe meanwhile, which would wait for its writer.
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = options.open(path).map_err(|_| MediaError::Unreadable)?;
    if file.metadata().map_err(|_| MediaError::Unreadable)?.is_file() {
        Ok(file)
    } else {
        Err(MediaError::NotAFile)
    }
}

/// Copies a file to a new one. Shares, where its name is known, the disk's blocks where the file system can; copies a
/// megabyte at a time where not. `None` when it was told to stop.
pub fn copy(
    source: &mut File,
    from: Option<&Path>,
    to: &Path,
    go_on: GoOn<'_>,
) -> Result<Option<File>, MediaError> {
    let length = source.metadata().map_err(|_| MediaError::Unreadable)?.len();
    let kept = |_| MediaError::NotKept;
    if from.is_some_and(|from| reflink_copy::reflink(from, to).is_ok()) {
        let copy = OpenOptions::new().read(true).write(true).open(to).map_err(kept)?;
        // The name may lead elsewhere by now; then it is copied from what was opened.
        if copy.metadata().map_err(kept)?.len() == length {
            return Ok(go_on(length).then_some(copy));
        }
        drop(copy);
        std::fs::remove_file(to).map_err(kept)?;
    }
    let mut copy = OpenOptions::new().read(true).write(true).create_new(true).open(to).map_err(kept)?;
    source.seek(SeekFrom::Start(0)).map_err(|_| MediaError::Unreadable)?;
    let mut buffer = vec![0; STEP];
    let mut done = 0_u64;
    loop {
        let read = source.read(&mut buffer).map_err(|_| MediaError::Unreadable)?;
        if read == 0 {
            break;
        }
        copy.write_all(&buffer[..read]).map_err(kept)?;
        done += u64::try_from(read).unwrap_or_default();
        if done > length {
            // It grows while it is read.
            return Err(MediaError::Changed);
        }
        if !go_on(done) {
            return Ok(None);
        }
    }
    if done == length { Ok(Some(copy)) } else { Err(MediaError::Changed) }
}

/// The SHA-256 of a whole file in hexadecimal, a megabyte at a time. `None` when it was told to
/// stop.
pub fn hash(file: &mut File, go_on: GoOn<'_>) -> Result<Option<String>, MediaError> {
    file.seek(SeekFrom::Start(0)).map_err(|_| MediaError::Unreadable)?;
    let mut sha256 = Sha256::new();
    let mut buffer = vec![0; STEP];
    let mut done = 0_u64;
    loop {
        let read = file.read(&mut buffer).map_err(|_| MediaError::Unreadable)?;
        if read == 0 {
            return Ok(Some(sha256.finalize().iter().map(|byte| format!("{byte:02x}")).collect()));
        }
        sha256.update(&buffer[..read]);
        done += u64::try_from(read).unwrap_or_default();
        if !go_on(done) {
            return Ok(None);
        }
    }
}
