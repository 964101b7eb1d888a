//! Our authority as a configuration profile: the form in which an iPhone takes it most willingly.
use uuid::{Builder, Uuid};

const ABOUT: &str = "Lets this device trust your own pi-crm at home. It can vouch for private \
    names and addresses only.";

/// Unsigned, as the person installs it by hand. Its ids follow from the certificate, so that
/// installing it twice leaves one.
pub fn of(der: &[u8], pem: &str) -> String {
    let base64: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let (profile, payload) = ids(der);
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN"
  "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>PayloadType</key><string>Configuration</string>
  <key>PayloadVersion</key><integer>1</integer>
  <key>PayloadIdentifier</key><string>pi-crm.trust.{profile}</string>
  <key>PayloadUUID</key><string>{profile}</string>
  <key>PayloadDisplayName</key><string>pi-crm</string>
  <key>PayloadOrganization</key><string>pi-crm</string>
  <key>PayloadDescription</key><string>{ABOUT}</string>
  <key>PayloadRemovalDisallowed</key><false/>
  <key>PayloadContent</key>
  <array>
    <dict>
      <key>PayloadType</key><string>com.apple.security.root</string>
      <key>PayloadVersion</key><integer>1</integer>
      <key>PayloadIdentifier</key><string>pi-crm.trust.{profile}.ca</string>
      <key>PayloadUUID</key><string>{payload}</string>
      <key>PayloadDisplayName</key><string>pi-crm local authority</string>
      <key>PayloadCertificateFileName</key><string>pi-crm-ca.crt</string>
      <key>PayloadContent</key><data>{base64}</data>
    </dict>
  </array>
</dict>
</plist>
"#
    )
}

fn ids(der: &[u8]) -> (Uuid, Uuid) {
    let digest = ring::digest::digest(&ring::digest::SHA256, der);
    let half = |from: usize| {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest.as_ref()[from..from + 16]);
        Builder::from_random_bytes(bytes).into_uuid()
    };
    (half(0), half(16))
}
