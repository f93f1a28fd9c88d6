using System.Text.Json;
using NextModel.Gateway.Tests.Architecture;
using NextModel.Gateway.Tests.OpenApi;

namespace NextModel.Gateway.Tests.Documentation;

/// <summary>The files of the catalog against the schemas that are published beside them.</summary>
public sealed class CatalogFilesTests
{
    public static TheoryData<string> Files => [.. RepositoryTree.Files()
        .Where(path => path.StartsWith("catalog/developers/", StringComparison.Ordinal) || path.StartsWith("catalog/sources/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_OfTheCatalog_IsTakenByItsSchemaAndNamedAsItsId(string path)
    {
        var schema = Parse(path.StartsWith("catalog/sources/", StringComparison.Ordinal) ? "catalog/source.schema.json" : "catalog/developer.schema.json");
        var file = Parse(path);

        SchemaCheck.Check(file, schema, schema).ShouldBeEmpty();
        file.GetProperty("id").GetString().ShouldBe(Path.GetFileNameWithoutExtension(path));
    }

    [Theory]
    [InlineData("catalog/developers/openai.json", "\"input\": 0.15", "\"input\": -0.15")]
    [InlineData("catalog/developers/openai.json", "\"input\": 0.15", "\"imput\": 0.15")]
    [InlineData("catalog/developers/openai.json", "\"as_of\": \"2026-11-10\"", "\"as_of\": \"10 Nov\"")]
    [InlineData("catalog/developers/openai.json", "\"tools\": true", "\"tools\": \"yes\"")]
    [InlineData("catalog/sources/groq.json", "\"dialect\": \"openai-chat\"", "\"dialect\": \"openai\"")]
    [InlineData("catalog/sources/groq.json", "\"key_variable\"", "\"key\"")]
    public void Schema_WrongFile_IsRefused(string path, string right, string wrong)
    {
        var text = RepositoryTree.Read(path);
        text.ShouldContain(right);
        var schema = Parse(path.StartsWith("catalog/sources/", StringComparison.Ordinal) ? "catalog/source.schema.json" : "catalog/developer.schema.json");

        SchemaCheck.Check(JsonDocument.Parse(text.Replace(right, wrong, StringComparison.Ordinal)).RootElement, schema, schema).ShouldNotBeEmpty();
    }

    private static JsonElement Parse(string path) => JsonDocument.Parse(RepositoryTree.Read(path)).RootElement;
}
