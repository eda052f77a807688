//! The set built into the program: a row for each file of `responses/`. A test names a file without a row.

/// Lists files by their paths below `responses/`, each with its text.
macro_rules! files {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../responses/", $name)))),*]
    };
}

/// The name and text of every file of `responses/`.
pub const FILES: &[(&str, &str)] = files![
    "links.json"
    "topics/add-token.json"
    "topics/backup-phrase.json"
    "topics/browser-problems.json"
    "topics/compromised-wallet.json"
    "topics/contract-error.json"
    "topics/dapp-connection.json"
    "topics/failed-transaction.json"
    "topics/fake-support.json"
    "topics/forgot-password.json"
    "topics/gas-fees.json"
    "topics/install-setup.json"
    "topics/insufficient-gas.json"
    "topics/live-chat-phone.json"
    "topics/lost-recovery-phrase.json"
    "topics/missing-accounts.json"
    "topics/missing-balance.json"
    "topics/network-connection-error.json"
    "topics/nft-display.json"
    "topics/no-refunds.json"
    "topics/nonce-reset.json"
    "topics/phishing-site.json"
    "topics/restore-wallet.json"
    "topics/stuck-transaction.json"
    "topics/support-channels.json"
    "topics/support-ticket.json"
    "topics/transfer-not-arrived.json"
    "topics/update-version.json"
    "topics/vault-recovery.json"
    "topics/wallet-not-loading.json"
    "ui/en.json"
    "ui/ja.json"
];
