using NextModel.Audit;

namespace NextModel.Credentials;

/// <summary>A credential as the audit trail states it: never its secret.</summary>
internal static class CredentialFacts
{
    public static string Of(Credential credential) => AuditFacts.Write(json =>
    {
        json.WriteString("name"u8, credential.Name);
        json.WriteString("source"u8, credential.SourceId);
        json.WriteString("team"u8, credential.TeamId);
        json.WriteString("project"u8, credential.ProjectId);
        json.WriteString("base_url"u8, credential.BaseUrl?.AbsoluteUri);
        json.WriteString("api_version"u8, credential.ApiVersion);
        json.WriteString("region"u8, credential.Region);
        json.WriteStartObject("models"u8);
        foreach (var (model, upstream) in credential.Models)
        {
            json.WriteString(model, upstream);
        }

        json.WriteEndObject();
        json.WriteString("secret_last_four"u8, credential.SecretLastFour);
        json.WriteString("secret_set_at"u8, credential.SecretSetAt);
        json.WriteBoolean("enabled"u8, credential.Enabled);
    });

    public static string Of(CredentialTest test) => AuditFacts.Write(json =>
    {
        json.WriteString("outcome"u8, test.Outcome.Wire());
        json.WriteCount("status", test.Status);
    });
}
