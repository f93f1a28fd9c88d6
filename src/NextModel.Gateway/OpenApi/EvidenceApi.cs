using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Reporting;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes about proofs, share links and signing keys.</summary>
internal static class EvidenceApi
{
    private const string CheckpointSchema = """
        {"type":"object","required":["schema","jws","heads"],"properties":{
          "schema":{"const":"nextmodel.checkpoint/2"},"jws":{"type":"string"},"index":{"type":"integer"},
          "path":{"type":"array","items":{"type":"string"}},
          "heads":{"type":"array","items":{"type":"object","required":["organization","log","size","hash","tree_size","root"]}}}}
        """;

    private const string Checkpoint = """
        {"heads":[{"hash":"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","log":"0193c1f0-0000-7000-8000-000000000005",
          "organization":"org_0193c1f0000070008000000000000001","root":"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","size":1041,"tree_size":1041}],
         "index":0,"jws":"…","path":[],"schema":"nextmodel.checkpoint/2"}
        """;

    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly ShareView Share = new()
    {
        Id = "share_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e",
        Receipt = "rcpt_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e",
        CreatedAt = Noon,
        ExpiresAt = Noon.AddDays(7),
        Url = "https://models.example.com/v1/shared/receipts/nm_share_…",
    };

    private static readonly ApiBody NewestCheckpoint = ApiBody.Written("Checkpoint", CheckpointSchema, Checkpoint);

    private static readonly ApiBody Proof = ApiBody.Written(
        "ReceiptProof",
        """
        {"type":"object","required":["schema","receipt"],"properties":{"schema":{"const":"nextmodel.proof/1"},"index":{"type":"integer"},
          "path":{"type":"array","items":{"type":"string"}},"receipt":{"type":"object"},"checkpoint":{"$ref":"#/components/schemas/Checkpoint"}}}
        """,
        """{"schema":"nextmodel.proof/1","index":7,"path":[],"receipt":{},"checkpoint":""" + Checkpoint + "}");

    private static readonly ApiBody Consistency = ApiBody.Written(
        "ConsistencyProof",
        """
        {"type":"object","required":["schema","first","second","path"],"properties":{"schema":{"const":"nextmodel.consistency/1"},"first":{"type":"integer"},
          "second":{"type":"integer"},"path":{"type":"array","items":{"type":"string"}},"checkpoint":{"$ref":"#/components/schemas/Checkpoint"}}}
        """,
        """{"schema":"nextmodel.consistency/1","first":1000,"second":1041,"path":[]}""");

    private static readonly ApiBody NewShare = ApiBody.Of(new ShareRequest { ExpiresInSeconds = 86_400 }, SharesJsonContext.Default.ShareRequest);
    private static readonly ApiBody OneShare = ApiBody.Of(Share, SharesJsonContext.Default.ShareView);
    private static readonly ApiBody AllShares = ApiBody.Of(new ShareList("list", [Share]), SharesJsonContext.Default.ShareList);

    private static readonly ApiBody SigningKeys = ApiBody.Of(
        new SigningKeyList([new SigningKeyView { Id = "…", CreatedAt = Noon }]), SigningKeysJsonContext.Default.SigningKeyList);

    private static readonly GatewayErrorCode[] Signed = [GatewayErrorCode.InvalidApiKey, GatewayErrorCode.KeyRevoked, GatewayErrorCode.KeyExpired];

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        Client("GET", "/v1/receipts/{id}/proof", "A receipt with the newest checkpoint and the path between them", Proof, GatewayErrorCode.ReceiptNotFound, GatewayErrorCode.CheckpointPending),
        Client("GET", "/v1/checkpoints/latest", "The newest signed checkpoint of the key's organization", NewestCheckpoint, GatewayErrorCode.CheckpointPending),
        Client("GET", "/v1/checkpoints/consistency", "Proof that a later checkpoint continues an earlier one", Consistency, GatewayErrorCode.InvalidRequest) with
        {
            Query = [("first", "tree_size of the earlier checkpoint."), ("second", "tree_size of the later one; the newest unless given, which is in the answer then.")],
        },
        Client("GET", "/v1/receipts/{id}/shares", "Links to a receipt that still lead somewhere", AllShares, GatewayErrorCode.ReceiptNotFound),
        Client("POST", "/v1/receipts/{id}/shares", "Make a link under which a receipt can be read without a key", OneShare, GatewayErrorCode.InvalidRequest, GatewayErrorCode.ReceiptNotFound) with
        {
            Request = NewShare,
            Status = 201,
        },
        Client("DELETE", "/v1/receipts/{id}/shares/{share}", "End a link", OneShare, GatewayErrorCode.NotFound),
        Client("GET", "/v1/shared/receipts/{secret}", "What a link leads to: the receipt with its proof, or alone while no checkpoint has it", Proof, GatewayErrorCode.ReceiptNotFound, GatewayErrorCode.RateLimitExceeded) with
        {
            Security = null,
        },
        new ApiRoute("GET", "/tools/receipt-verifier.js", "The verifier for browsers: an ES module without dependencies") { Security = null, MediaType = "text/javascript" },
        AdminApi.With(new ApiRoute("GET", "/api/admin/v1/receipts/{id}/shares", "List links to a receipt") { Response = AllShares }),
        AdminApi.With(new ApiRoute("POST", "/api/admin/v1/receipts/{id}/shares", "Make a link to a receipt") { Request = NewShare, Response = OneShare, Status = 201 }),
        AdminApi.With(new ApiRoute("DELETE", "/api/admin/v1/receipts/{id}/shares/{share}", "End a link") { Response = OneShare }),
        AdminApi.With(new ApiRoute("GET", "/api/admin/v1/signing-keys", "List the keys that sign or have signed") { Response = SigningKeys }),
        AdminApi.With(new ApiRoute("POST", "/api/admin/v1/signing-keys/rotate", "Sign with a new key from now on") { Response = SigningKeys }),
    ];

    private static ApiRoute Client(string method, string path, string summary, ApiBody response, params GatewayErrorCode[] errors) =>
        new(method, path, summary) { Response = response, Errors = [.. Signed, .. errors], Security = "api_key" };
}
