//! The vocabulary of `label`: what a private key is called in the languages of wallet users, what else a value is
//! called, and which words lead from a name to its value.

use super::words::{Words, words};
use std::sync::LazyLock;

/// What can only mean a private key. Labels of several words are written together: `privateKey`, `PRIVATE_KEY` and
/// "private key" are one.
pub(super) static STRONG: &[&str] = &[
    "privatekey",
    "privatekeys",
    "privkey",
    "privkeys",
    "privatkey",
    "privetkey",
    "pvtkey",
    "pvkey",
    "prvkey",
    "prikey",
    "privateky",
    "privatekay",
    "privatekye",
    // A letter lost, or two of them changed about.
    "rivatekey",
    "pivatekey",
    "prvatekey",
    "priatekey",
    "privtekey",
    "privaekey",
    "pirvatekey",
    "prviatekey",
    "priavtekey",
    "privtaekey",
    "privaetkey",
    "privetekey",
    "sercetkey",
    "secertkey",
    "secretky",
    "privatehex",
    "secretkey",
    "secretkeys",
    "secretspendkey",
    "privatespendkey",
    "spendkey",
    "secretviewkey",
    "privateviewkey",
    "signingkey",
    "signerkey",
    "walletkey",
    "deployerkey",
    "ownerkey",
    "accountkey",
    "ethkey",
    "evmkey",
    "metamaskkey",
    "botkey",
    "relayerkey",
    "keeperkey",
    "adminkey",
    "mainnetkey",
    "testnetkey",
    "secretseed",
    "rawseed",
    "seedhex",
    "hexseed",
    "masterseed",
    "privateseed",
    "walletseed",
    "secretexponent",
    "deployerpk",
    "walletpk",
    "privatek",
    "deployerprivate",
    "walletprivate",
    // Spanish, Portuguese, French, German, Italian.
    "claveprivada",
    "clavesprivadas",
    "llaveprivada",
    "clavesecreta",
    "chaveprivada",
    "chavesecreta",
    "cléprivée",
    "cleprivee",
    "cléprivee",
    "clésprivées",
    "clefprivée",
    "clésecrète",
    "privaterschlüssel",
    "privatenschlüssel",
    "privateschlüssel",
    "privaterschluessel",
    "privatenschluessel",
    "geheimerschlüssel",
    "chiaveprivata",
    "chiavesegreta",
    // Turkish, Vietnamese, Indonesian, Polish, Dutch, Czech.
    "özelanahtar",
    "ozelanahtar",
    "khóariêngtư",
    "khoáriêngtư",
    "khóabímật",
    "khoábímật",
    "kunciprivat",
    "kuncipribadi",
    "kluczprywatny",
    "prywatnyklucz",
    "privatnyckel",
    "privésleutel",
    "privesleutel",
    "soukromýklíč",
    "privátníklíč",
    // Russian, Ukrainian.
    "приватныйключ",
    "приватногоключа",
    "приватник",
    "приватныеключи",
    "закрытыйключ",
    "секретныйключ",
    "приватнийключ",
    // Japanese in Latin letters.
    "himitsukagi",
    "himitukagi",
];

/// What often means one, but not always: a public key may be a `pk`, a position has a key.
pub(super) static WEAK: &[&str] = &[
    "pk", "sk", "pkey", "priv", "pvt", "private", "mykey", "secret", "seed", "viewkey", "himitsu", "key",
    "keys",
];

/// What may stand before a plain "key" that is a wallet's: of anything else there are storage keys, API keys …
pub(super) static OWNERS: Words = LazyLock::new(|| {
    words("my the this our your his her secret recovery backup export exported import imported restore master burner funded
     spending")
});

/// Labels in scripts without blanks or capitals, found as they stand.
pub(super) static UNSPACED: &[&str] = &[
    "秘密鍵",
    "秘密キー",
    "秘密の鍵",
    "ひみつかぎ",
    "ひみつ鍵",
    "ヒミツカギ",
    "プライベートキー",
    "プライベート・キー",
    "プライベート キー",
    "プライベート鍵",
    "シークレットキー",
    "シークレット・キー",
    "シークレット：",
    "シークレット:",
    "署名鍵",
    "私钥",
    "私鑰",
    "私密钥",
    "密钥",
    "密鑰",
    "私人金鑰",
    "私密金鑰",
    "개인키",
    "개인 키",
    "비밀키",
    "비밀 키",
    "프라이빗키",
    "프라이빗 키",
    "กุญแจส่วนตัว",
    "คีย์ส่วนตัว",
    "المفتاح الخاص",
    "مفتاح خاص",
    "کلید خصوصی",
    "निजी कुंजी",
    "प्राइवेट की",
    "מפתח פרטי",
];

/// How programs call what takes a private key: ethers, web3.js, Truffle, Hardhat's configuration, web3.py, eth-account, Foundry,
/// go-ethereum, web3j, Nethereum, Polkadot.
pub(super) static CODE: &[&str] = &[
    "Wallet(",
    "WalletProvider(",
    "WalletProvider([",
    "wallet.add(",
    "accounts: [",
    "accounts:[",
    "accounts\": [",
    "accounts = [",
    "from_key(",
    "startBroadcast(",
    "vm.addr(",
    "ToECDSA(",
    "Credentials.create(",
    "new Account(",
    "addFromUri(",
];

/// What else 32 bytes of hex are called.
pub(super) static CLAIMS: Words = LazyLock::new(|| {
    words("tx txs txn txns txid txids txhash txnhash transaction transactions hash hashes hashed block blockhash sha sha1 sha256
     sha512 sha3 keccak keccak256 md5 blake2b checksum checksums digest merkle root signature signatures sig pubkey pub
     public topic topics slot fingerprint commit bytecode calldata proof salt nonce selector uid explorer etherscan
     bscscan integrity resolved bytes32 transacción transaktion транзакция транзакции транзакцию хеш хэш")
});

/// The same in Chinese, Japanese and Korean.
pub(super) static CLAIMS_UNSPACED: &[&str] = &[
    "トランザクション",
    "ハッシュ",
    "公開鍵",
    "公钥",
    "公鑰",
    "交易",
    "哈希",
    "取引",
    "チェックサム",
    "ブロック",
    "트랜잭션",
    "해시",
];

/// Words of stories: what was sent, signed, lost. The values in them are transactions.
pub(super) static EVENTS: Words = LazyLock::new(|| {
    words("pending stuck failed fails reverted confirmed dropped transfer transferred sent send signed approved approval drain
     drained stolen saw going gone left moved outgoing belong belongs swap swapped bridge bridged deposit withdrawal withdraw mint minted happened shows sender gas gwei
     because contract storage position pool order commitment image")
});

/// The same in Japanese: what happens to a key, or in which case.
pub(super) static EVENTS_UNSPACED: &[&str] =
    &["場合", "送金", "送った", "送り", "署名", "スワップ", "ブリッジ", "盗", "漏"];

/// Words that lead from a label to its value without saying anything. Single letters and numbers do as well.
pub(super) static CONNECTING: Words = LazyLock::new(|| {
    words("is are was be my the this that these it its here heres below above following follows as for of from to in on an and
     or your our his her value hex hexadecimal raw string str data text content base58 base64 bytes array format encoded id name
     wallet account accounts address eth ethereum bitcoin btc sol solana evm bsc bnb polygon tron trx monero xmr metamask
     phantom main mainnet testnet sepolia goerli backup export exported old new first second third half part one two again
     me pls please thx thanks btw ok fromhex decode b58decode bs58 0x 3a 3d wif const let var set env ethers uint8array buffer localhost key private secret
     es est ist это мой mi mein ma mon meu minha il la le der
     は が の です これ これは これが 私の が私の はこれ はこれです がこれです はこちら はこちらです は以下 は以下です は以下の通り
     は以下の通りです は次の通り は次の通りです はこうです なんですけど なのですが ですが がこちら という って 貼ります 貼りますね 貼っておきます 載せます 書きます 教えます ですね これですね はこれですね コピーしました 送ります 是 为 為 은 는 이 입니다")
});

/// Words that announce a value when they stand right before it.
pub(super) static ANNOUNCING: Words = LazyLock::new(|| words("is was es ist est это this"));

/// Words that take a label back: "this is not a private key".
pub(super) static DENIALS: Words = LazyLock::new(|| words("not isn isnt public never"));

/// What is done with a key and a wallet.
pub(super) static WALLETS: Words = LazyLock::new(|| {
    words("import imports imported importing restore restoring restored wallet wallets metamask phantom ledger trezor electrum
     exodus keplr rabby trustwallet")
});

/// The same in Japanese.
pub(super) static WALLETS_UNSPACED: &[&str] = &["インポート", "ウォレット", "復元", "メタマスク"];
