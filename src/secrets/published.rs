//! Names the keys and phrases that stand in standards, documentation and development tools: everybody has them already.

use super::view::View;
use super::{Finding, Kind, Reason, Verdict};
use sha2::{Digest, Sha256};
use std::ops::Range;

/// The first eight bytes of the SHA-256 of each published secret's own bytes, in ascending order: a key must
/// not stand here, a published one neither, or every scanner of repositories would point at this file.
///
/// A phrase goes by its list and the places of its words in it.
///
/// Whose they are: the accounts of Hardhat and Anvil (20), Ganache (10), Truffle (10) and of the phrase
/// "abandon … about"; the vectors of BIP-32, BIP-38, BIP-44, BIP-49, BIP-84 and BIP-93, EIP-155, EIP-712, NIP-19
/// and Web3 Secret Storage; the phrases of BIP-39's vectors in English and Japanese (24 each), of Hardhat, Truffle and
/// Ganache, of LND's and polyseed's own tests; the examples of the Bitcoin wiki, of the
/// books "Mastering Bitcoin" and "Mastering Ethereum", of Web3.js, XRPL and Tezos' sandbox; Polkadot's Alice and her phrase.
#[rustfmt::skip]
static DIGESTS: &[u64] = &[
    0x0294_3489_e190_1275, 0x03cf_ed9c_696e_fe61, 0x04b6_1aa3_b0ce_3ec9, 0x0594_af82_b3bb_5186,
    0x096a_421b_66a8_5acc, 0x0a3c_762e_4f06_c99c, 0x0bf5_8c49_4765_0475, 0x0c28_fca3_86c7_a227,
    0x0cdb_ab2d_d12a_a999, 0x0fc5_96e4_9f75_e06a, 0x10d4_6766_b488_0641, 0x10e5_2eb1_30ea_49b5,
    0x1265_e13d_7205_b9f6, 0x129f_642f_a856_7693, 0x12bd_0adc_43e9_dbdc, 0x12e9_bb99_1004_d412,
    0x15c3_8232_1b0d_dc34, 0x17f5_9b60_675a_beed, 0x1810_8e80_959f_af23, 0x1906_1d0f_316a_4cf7,
    0x193a_e84c_4c95_67c2, 0x1952_7eae_a3ec_2a21, 0x1afa_bb03_278f_9033, 0x215c_7b45_c2ef_5598,
    0x21c0_eaff_fd83_54bc, 0x247b_abac_8761_c114, 0x2506_1aad_2bb0_9178, 0x25e5_6289_a51a_4431,
    0x2803_0490_4bd2_d708, 0x2a1f_813b_52e5_dd64, 0x2c30_d45b_e962_0e05, 0x2d18_31e8_00ec_18fe,
    0x2de0_8b91_6975_ac66, 0x2ee2_c2a4_dba3_b599, 0x2f5a_8067_cbba_c243, 0x3026_a449_0105_a849,
    0x3033_ae27_c2c9_2f24, 0x3160_1311_dcbd_702c, 0x33aa_8c8a_e5ac_2775, 0x33fa_f496_687f_aa99,
    0x3407_c189_0d71_9a17, 0x34ec_71e1_4ead_f154, 0x370e_2a1a_b2a0_7506, 0x3732_63aa_8bd0_ea95,
    0x3747_08ff_f771_9dd5, 0x37bd_6f6e_6382_9ae7, 0x39ce_d8aa_f2bc_8141, 0x3b68_b515_5fb7_b8cf,
    0x3bbe_d59e_c043_ad8d, 0x3d10_abbc_9c3e_287b, 0x3ea4_da6e_315c_94e2, 0x3eb6_de78_820b_618d,
    0x3f08_0b11_49fc_f176, 0x3f94_bc54_de7b_d3c2, 0x40dd_ea6b_904d_b1aa, 0x425e_d4e4_a36b_30ea,
    0x42df_5f48_c9eb_8727, 0x433b_2e1d_fcf0_7cc1, 0x4421_1cf4_399e_83b7, 0x488b_136d_7013_3e01,
    0x4998_ff08_a781_3035, 0x49ac_1816_6215_448a, 0x49b7_a6a8_b8a6_392a, 0x4a95_cb3b_a84e_c644,
    0x4dd2_ebe3_1bea_42b1, 0x531a_a68c_3425_4e65, 0x547e_964d_2262_dfcf, 0x5683_7010_95df_1272,
    0x56f0_d591_88f2_ceda, 0x57c4_8376_ac79_ac1d, 0x5989_1c96_881d_fbcf, 0x59ad_99d5_6555_7cc0,
    0x5a80_1427_c8b7_be62, 0x5c63_7d6e_34dc_0ff7, 0x5df6_e0e2_7613_59d3, 0x606a_c7df_3c41_aa03,
    0x6125_af7e_a7f7_7666, 0x6503_8038_31c9_46cd, 0x655c_8913_061e_abae, 0x6718_ba89_6616_1cc8,
    0x67d6_d32a_5237_ebd7, 0x68f7_a4db_85ad_6917, 0x69b8_f3f9_f4e2_873c, 0x6c33_704f_14d9_4220,
    0x6e3c_5707_2b67_963d, 0x6e3d_3fc6_3a63_c372, 0x74f9_7a55_058d_a1ba, 0x77a2_fb54_9e79_8bea,
    0x77b8_a0f8_8a30_eba7, 0x78c4_86b3_7887_e328, 0x7c8b_a8c1_2080_6712, 0x7d64_8346_1a0d_be03,
    0x7ebf_8ed1_e0c2_4a0a, 0x8520_aab3_0195_a759, 0x8670_e885_b4ab_4dc9, 0x890f_996d_e24d_b3f1,
    0x8b69_1021_6fe4_b934, 0x8d16_42a3_726c_ea9b, 0x8df6_6b6f_0651_2abf, 0x906a_7570_5823_39d6,
    0x9172_c9d5_3aad_90e5, 0x9353_2273_7615_9e66, 0x93d2_2363_c5c0_4448, 0x93e3_72c6_7f72_38fa,
    0x9879_ba64_fb94_6606, 0x9b7d_765e_3404_9fc6, 0x9eaf_27d4_b4fc_eb4a, 0xa08d_67bd_f1e0_aa7c,
    0xa1d7_fe41_8ce5_f7d5, 0xa309_a11e_d306_89f0, 0xa48f_b5a5_702e_9b55, 0xa508_8b88_526d_fdbe,
    0xa9c8_5ef9_ebbb_e068, 0xac29_b373_5d1b_5718, 0xac70_e04e_f12b_755b, 0xadd8_f748_5734_8f4c,
    0xb289_b66a_ef36_b22c, 0xb314_6d64_2538_d280, 0xb867_db87_5479_bcc0, 0xb8ac_f5d5_eb4e_7fd0,
    0xbc7b_3721_931c_d76c, 0xbca4_c2c0_761d_850f, 0xbf87_c60e_e5e8_b85b, 0xc065_f5ff_b9bb_9a19,
    0xc188_a572_f30c_631c, 0xc2c8_d3c0_4639_5959, 0xc2fb_5414_bfca_235f, 0xc6c3_2a95_7df4_c669,
    0xc857_c4cb_d7ce_c29b, 0xca35_b4ad_b592_6e80, 0xcf5f_090e_f5ad_175d, 0xd211_cc65_ccc4_6eae,
    0xd3a2_2098_3590_de3f, 0xd533_4fe1_bf1a_8863, 0xd588_151b_6914_0ccb, 0xd79f_6da7_f0e6_e385,
    0xd96b_8bf4_1b13_fdb2, 0xdc52_f104_ec5f_8461, 0xdd93_ad12_f868_b232, 0xddd3_c9e6_8bc7_f05f,
    0xdddb_340a_e3e6_a05f, 0xdde8_3bf9_7cc9_fd08, 0xdfc4_4dbc_519c_691c, 0xe1b1_c73b_5c65_a4f0,
    0xe25a_680e_ff8b_aac7, 0xe26b_7bce_2c9f_e9f8, 0xe77b_7f22_57fe_244c, 0xe987_3d79_c6d8_7dc0,
    0xe9b3_8b71_cb08_d36e, 0xea0f_aa2c_3755_7c43, 0xea72_a3e7_d493_7af3, 0xeba5_8e32_9b72_fec1,
    0xec49_16dd_28fc_4c10, 0xecc7_211d_624c_68ed, 0xed1a_e87c_f8cb_c35c, 0xef8f_d79a_765a_a747,
    0xf810_d868_d21f_d859, 0xf935_5191_1fe8_c22e, 0xf93c_e01b_318b_b2ea, 0xfcf4_a4bd_2f88_e185,
    0xfd37_5fcf_38ac_71dd, 0xfea8_470d_fc9e_fb55, 0xff19_65d9_a071_a244,
];

/// Whether these bytes are a secret that was published on purpose.
pub(super) fn is_published(secret: &[u8]) -> bool {
    let digest = Sha256::digest(secret);
    let head = digest.iter().take(8).fold(0, |head, &byte| head << 8 | u64::from(byte));
    DIGESTS.binary_search(&head).is_ok()
}

impl View<'_> {
    /// A finding that is certain, unless `secret` was published on purpose.
    pub(super) fn proved(
        &self,
        kind: &'static Kind,
        reason: Reason,
        range: Range<usize>,
        secret: &[u8],
    ) -> Finding {
        if is_published(secret) {
            self.finding(kind, Verdict::None, Reason::Published, range)
        } else {
            self.finding(kind, Verdict::Certain, reason, range)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::lists;
    use crate::secrets::lists::list::{BIP39_EN, BIP39_JA};
    use crate::secrets::proofs::strongest;

    #[test]
    fn the_table_can_be_searched() {
        assert!(DIGESTS.is_sorted_by(|a, b| a < b), "digests are out of order, or one stands there twice");
    }

    #[test]
    fn knows_the_account_every_tutorial_uses() {
        // The key of EIP-712's example is the hash of a cow, and needs no literal.
        let cow = <sha3::Keccak256 as sha3::Digest>::digest(b"cow");
        assert!(is_published(&cow));
        assert!(!is_published(&Sha256::digest(b"nobody's cow")));
    }

    /// The words of a phrase over these bytes, by BIP-39.
    fn phrase(list: usize, entropy: &[u8]) -> String {
        let all = [entropy, &Sha256::digest(entropy)].concat();
        let bit = |at: usize| usize::from(all[at / 8] >> (7 - at % 8) & 1);
        let words = lists::words(list);
        let index = |word: usize| (0..11).fold(0, |index, place| index * 2 + bit(word * 11 + place));
        (0..entropy.len() * 3 / 4).map(|word| words[index(word)]).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn published_phrases_are_named_and_never_deleted() {
        let mut texts: Vec<String> = [0x00, 0x7f, 0x80, 0xff]
            .into_iter()
            .flat_map(|byte| [16, 24, 32].map(|length| vec![byte; length]))
            .flat_map(|entropy| [BIP39_EN, BIP39_JA].map(|list| phrase(list, &entropy)))
            .collect();
        texts.push(format!("{}junk", "test ".repeat(11)));
        for text in texts {
            let found = strongest(&text).expect("it is named");
            assert_eq!(
                (found.verdict, found.reason),
                (Verdict::None, Reason::Published),
                "{}",
                found.kind.id
            );
        }
    }
}
