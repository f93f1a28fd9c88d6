using NextModel.Accounts;

namespace NextModel.Tests.Accounts;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("пароль из русских слов")]
    [InlineData("五个毫不相干的词语组成的一个很长的口令")]
    [InlineData("  spaces at both ends count  ")]
    [InlineData("dragon password monkey")]
    [InlineData("12345678901 tin hat")]
    public void Check_LongAndMixed_IsAPassword(string password) => PasswordRules.Check(password, "ada@example.com").ShouldBeNull();

    [Theory]
    [InlineData("fourteen chars", "password_too_short")]
    [InlineData("", "password_too_short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa", "password_too_simple")]
    [InlineData("abcdefgabcdefgabcdefg", "password_too_simple")]
    [InlineData("abcdefghijklmnopqrst", "password_too_simple")]
    [InlineData("98765432109876543210", "password_too_simple")]
    [InlineData("my NextModel password 1", "password_has_address")]
    [InlineData("lovelace and some more", "password_has_address")]
    [InlineData("q1w2e3r4t5y6u7i8o9p0", "password_too_common")]
    [InlineData("Password!20261130", "password_too_common")]
    [InlineData("2026 p@ssw0rd!!1199", "password_too_common")]
    [InlineData("dragondragon 1984!", "password_too_common")]
    public void Check_WhatIsNone_SaysWhy(string password, string reason) =>
        PasswordRules.Check(password, "lovelace@example.com")!.WireCode.ShouldBe(reason);

    [Fact]
    public void CommonPasswords_List_IsWhole() => CommonPasswords.Count.ShouldBe(10_022);

    [Fact]
    public void Check_Longest_IsAPasswordAndOneMoreIsNot()
    {
        var longest = string.Concat(Enumerable.Range(0, 64).Select(i => $"{i * 7919 % 9973:D4}"));

        PasswordRules.Check(longest, "ada@example.com").ShouldBeNull();
        PasswordRules.Check(longest + "x", "ada@example.com")!.WireCode.ShouldBe("password_too_long");
    }
}
