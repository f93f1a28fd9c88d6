using System.Text;
using NextModel.Credentials;
using NextModel.Testing.Ledger;
using static NextModel.Tests.Credentials.SampleCredentials;

namespace NextModel.Tests.Credentials;

/// <summary>A sealed secret opens as what it was sealed for, and for nothing else.</summary>
public sealed class CredentialSecretTests
{
    [Fact]
    public void Open_AsItWasSealed_IsTheSecret()
    {
        var credential = Credential();

        CredentialSecret.Open(credential, Keys).ShouldBe(Secret);
        CredentialSecret.Open(credential with { Name = "renamed", Enabled = false, Version = 9 }, Keys).ShouldBe(Secret);
        credential.SecretLastFour.ShouldBe("4711");
        credential.SealedSecret.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Secret)).ShouldBe(-1);
        Credential().SealedSecret.ShouldNotBe(credential.SealedSecret, "every sealing has a nonce of its own");
    }

    [Fact]
    public void Open_RowThatWasChanged_OpensNothing()
    {
        var credential = Credential(baseUrl: new Uri("https://acme.openai.azure.com"));

        // Who can write to the database must not have the secret sent elsewhere.
        CredentialSecret.Open(credential with { BaseUrl = new Uri("https://evil.example.com") }, Keys).ShouldBeNull();
        CredentialSecret.Open(credential with { BaseUrl = null }, Keys).ShouldBeNull();
        CredentialSecret.Open(credential with { SourceId = "other" }, Keys).ShouldBeNull();
        CredentialSecret.Open(credential with { Id = "cred_2" }, Keys).ShouldBeNull();
        CredentialSecret.Open(credential with { OrganizationId = SampleTenant.Caller(2).Organization.Id }, Keys).ShouldBeNull();
        CredentialSecret.Open(credential with { OrganizationId = SampleTenant.Caller(3).Organization.Id }, Keys).ShouldBeNull("its key is gone");
        for (var at = 0; at < credential.SealedSecret.Length; at++)
        {
            var flipped = (byte[])credential.SealedSecret.Clone();
            flipped[at] ^= 1;
            CredentialSecret.Open(credential with { SealedSecret = flipped }, Keys).ShouldBeNull($"byte {at}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("with white space in it")]
    [InlineData("with-a-line-break\n")]
    [InlineData("nicht-nur-ascii-ü-zeichen")]
    public void Check_WhatCannotStandInAHeader_IsRefusedWithoutBeingQuoted(string text)
    {
        var refusal = CredentialSecret.Check(text).ShouldNotBeNull();

        refusal.Param.ShouldBe("secret");
        (text.Length > 0 && refusal.Message.Contains(text, StringComparison.Ordinal)).ShouldBeFalse();
    }

    [Fact]
    public void ToString_OfACredential_HasNoSecret() => Credential().ToString().ShouldBe("credential cred_1");
}
