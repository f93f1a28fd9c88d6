namespace NextModel.Clients.Tests;

/// <summary>Whatever the source sends, the bytes we send satisfy OpenAI's published schema.</summary>
public sealed class ThroughGatewaySchemaTests(RawAnswers answers) : IClassFixture<RawAnswers>
{
    public static TheoryData<string> Rows() => [.. RawAnswers.Scenarios.Select(scenario => scenario.Id)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void ThroughGateway_WhateverTheSourceSends_SatisfiesTheSchema(string id) => answers.ViolationsOf(id).ShouldBeEmpty();
}
