//! Linux: Debian's, Fedora's and Arch's package managers.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::setup::Purpose;
use crate::{process, say};

/// One thing we need, under the name each family gives its package.
struct Package {
    debian: &'static str,
    fedora: &'static str,
    arch: &'static str,
    purpose: Purpose,
    why: &'static str,
}

const fn package(
    debian: &'static str,
    fedora: &'static str,
    arch: &'static str,
    purpose: Purpose,
    why: &'static str,
) -> Package {
    Package { debian, fedora, arch, purpose, why }
}

const PACKAGES: [Package; 16] = {
    use Purpose::{Build, Headless, Tests};
    [
        package("build-essential", "gcc-c++", "base-devel", Build, "compiles SQLite and TLS"),
        package("pkg-config", "pkgconf-pkg-config", "pkgconf", Build, "finds the libraries below"),
        package(
            "libwebkit2gtk-4.1-dev",
            "webkit2gtk4.1-devel",
            "webkit2gtk-4.1",
            Build,
            "draws the window's content",
        ),
        package("libgtk-3-dev", "gtk3-devel", "gtk3", Build, "opens the window and its file chooser"),
        package("libdbus-1-dev", "dbus-devel", "dbus", Build, "how windows talk to the desktop"),
        package(
            "libayatana-appindicator3-1",
            "libayatana-appindicator-gtk3",
            "libayatana-appindicator",
            Build,
            "draws the icon in the tray",
        ),
        package("librsvg2-common", "librsvg2", "librsvg", Build, "draws the file chooser's icons"),
        package("xdg-utils", "xdg-utils", "xdg-utils", Build, "opens links in the system browser"),
        package("xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb", Headless, "a virtual display"),
        package("xdotool", "xdotool", "xdotool", Headless, "answers the system's own file chooser"),
        package("webkit2gtk-driver", "webkit2gtk4.1", "webkit2gtk-4.1", Headless, "drives the real window"),
        package("dbus", "dbus-daemon", "dbus", Headless, "a session bus of its own"),
        package("gnome-keyring", "gnome-keyring", "gnome-keyring", Headless, "a keychain of its own"),
        package("fonts-dejavu-core", "dejavu-sans-fonts", "ttf-dejavu", Headless, "text in the window"),
        package(
            "fonts-noto-color-emoji",
            "google-noto-color-emoji-fonts",
            "noto-fonts-emoji",
            Headless,
            "emoji in posts",
        ),
        package("curl", "curl", "curl", Tests, "runs the examples in the sandbox's README"),
    ]
};

/// A family of distributions, told by its package manager.
struct Family {
    /// How `/etc/os-release` calls it, in `ID` or `ID_LIKE`.
    ids: &'static [&'static str],
    name: fn(&Package) -> &'static str,
    /// Succeeds when the package named after it is installed.
    installed: fn(&str) -> bool,
    /// Run before the first installation.
    refresh: Option<&'static [&'static str]>,
    install: &'static [&'static str],
}

const FAMILIES: [Family; 3] = [
    Family {
        ids: &["debian", "ubuntu"],
        name: |package| package.debian,
        installed: |name| {
            Command::new("dpkg-query")
                .args(["--show", "--showformat=${db:Status-Status}", name])
                .output()
                .is_ok_and(|output| output.stdout == b"installed")
        },
        refresh: Some(&["apt-get", "update", "-q"]),
        install: &["apt-get", "install", "-q", "-y", "--no-install-recommends"],
    },
    Family {
        ids: &["fedora", "rhel"],
        name: |package| package.fedora,
        installed: |name| succeeds("rpm", &["-q", name]),
        refresh: None,
        install: &["dnf", "install", "-y"],
    },
    Family {
        ids: &["arch"],
        name: |package| package.arch,
        installed: |name| succeeds("pacman", &["-Q", name]),
        refresh: None,
        install: &["pacman", "-S", "--noconfirm", "--needed"],
    },
];

pub fn packages(purpose: Purpose) -> Result<()> {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let wanted = PACKAGES.iter().filter(|package| package.purpose <= purpose);
    let Some(family) = family(&release) else {
        let names: Vec<_> = wanted.map(|package| package.debian).collect();
        say::line(&format!(
            "This Linux's package manager is not known here. Rollcall needs what Debian calls: {}.",
            names.join(" ")
        ));
        return Ok(());
    };
    let missing: Vec<_> = wanted.filter(|package| !(family.installed)((family.name)(package))).collect();
    if missing.is_empty() {
        return Ok(());
    }
    say::line("Installing system packages:");
    for package in &missing {
        say::line(&format!("  {:<30} {}", (family.name)(package), package.why));
    }
    let names: Vec<_> = missing.iter().map(|package| (family.name)(package)).collect();
    if let Some(refresh) = family.refresh {
        process::must("refresh the package lists", &mut as_root(refresh, &[])?)?;
    }
    process::must("install system packages", &mut as_root(family.install, &names)?)?;
    Ok(())
}

/// The family whose name `/etc/os-release` gives, the system's own before those it is like.
fn family(release: &str) -> Option<&'static Family> {
    ["ID=", "ID_LIKE="].iter().find_map(|key| {
        let value = release.lines().find_map(|line| line.strip_prefix(key))?;
        value
            .trim_matches('"')
            .split_whitespace()
            .find_map(|id| FAMILIES.iter().find(|family| family.ids.contains(&id)))
    })
}

/// The command as root: as we are, or through a sudo that asks no question.
fn as_root(program: &[&str], names: &[&str]) -> Result<Command> {
    let said = program.iter().chain(names).copied().collect::<Vec<_>>().join(" ");
    let (first, rest) = program.split_first().context("an empty command")?;
    let mut command = if is_root() {
        Command::new(first)
    } else if succeeds("sudo", &["-n", "true"]) {
        let mut command = Command::new("sudo");
        command.args(["-n", "env", "DEBIAN_FRONTEND=noninteractive", first]);
        command
    } else {
        bail!("installing needs administrator rights. Run this, then try again:\n  sudo {said}");
    };
    command.args(rest).args(names).env("DEBIAN_FRONTEND", "noninteractive");
    Ok(command)
}

fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

fn succeeds(program: &str, args: &[&str]) -> bool {
    Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

pub fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distribution_belongs_to_the_family_it_names() {
        let table = [
            ("ID=debian\nVERSION_ID=\"12\"\n", Some("debian")),
            ("ID=ubuntu\nID_LIKE=debian\n", Some("debian")),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", Some("debian")),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", Some("fedora")),
            ("ID=manjaro\nID_LIKE=arch\n", Some("arch")),
            ("ID=alpine\n", None),
            ("", None),
        ];
        for (release, expected) in table {
            assert_eq!(family(release).map(|found| found.ids[0]), expected, "{release}");
        }
    }
}
