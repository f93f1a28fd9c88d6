using NextModel.Storage.Postgres;
using Npgsql;

namespace NextModel.Storage.Tests.Postgres;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgres://ada:p%40ss%2Fw@db.example:6432/next%20model?sslmode=verify-full&application_name=x")]
    [InlineData("postgresql://ada:p%40ss%2Fw@db.example:6432/next%20model?sslmode=verify-full&application_name=x")]
    [InlineData("Host=db.example;Port=6432;Username=ada;Password=p@ss/w;Database=next model;SSL Mode=VerifyFull;Application Name=x")]
    public void TryRead_UrlOrConnectionString_IsTheSame(string text)
    {
        PostgresAddress.TryRead(text, out var address, out var problem).ShouldBeTrue(problem);
        var settings = new NpgsqlConnectionStringBuilder(address.Settings);
        (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database).ShouldBe(("db.example", 6432, "ada", "p@ss/w", "next model"));
        (settings.SslMode, settings.ApplicationName).ShouldBe((SslMode.VerifyFull, "x"));
    }

    [Fact]
    public void TryRead_WhatIsLeftOpen_IsBounded()
    {
        PostgresAddress.TryRead("postgres://ada@db.example/x", out var address, out _).ShouldBeTrue();
        var settings = new NpgsqlConnectionStringBuilder(address.Settings);
        (settings.Timeout, settings.CommandTimeout, settings.MaxPoolSize).ShouldBe((2, 2, 40));
        PostgresAddress.TryRead("Host=db.example;Timeout=7;Command Timeout=9;Maximum Pool Size=3", out address, out _).ShouldBeTrue();
        settings = new NpgsqlConnectionStringBuilder(address.Settings);
        (settings.Timeout, settings.CommandTimeout, settings.MaxPoolSize).ShouldBe((7, 9, 3));
    }

    [Fact]
    public void Name_OfAnAddress_HasNoPassword()
    {
        PostgresAddress.TryRead("postgres://ada:secret@db.example:6432/x", out var address, out _).ShouldBeTrue();
        address.Name.ShouldBe("PostgreSQL database 'x' at db.example:6432, as 'ada'");
    }

    [Theory]
    [InlineData("secret-and-nothing-else")]
    [InlineData("postgres://ada:secret@db.example/x?nonsense=1")]
    [InlineData("postgres://ada:secret@")]
    [InlineData("Password=secret;Database=x")]
    [InlineData("Host=x;Nonsense=secret")]
    [InlineData("Host=x;Timeout=secret")]
    public void TryRead_WhatCannotBeUsed_IsRefusedWithoutTheSecret(string text)
    {
        PostgresAddress.TryRead(text, out _, out var problem).ShouldBeFalse();
        problem.ShouldNotBeEmpty();
        problem.ShouldNotContain("secret");
    }
}
