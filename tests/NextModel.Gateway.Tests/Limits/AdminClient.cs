using System.Net.Http.Headers;
using System.Text;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Limits;

/// <summary>Asks the admin API of a test gateway as the operator; changes hold whatever the object is now.</summary>
internal static class AdminClient
{
    public static HttpClient Of(TestGateway gateway)
    {
        var client = new HttpClient { BaseAddress = new Uri(gateway.Origin) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", gateway.Installation.Secrets.AdminKey);
        client.DefaultRequestHeaders.IfMatch.Add(EntityTagHeaderValue.Any);
        return client;
    }

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}
