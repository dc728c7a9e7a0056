using System.Text.Json;
using K8sMirror.Plugin.Bundles;

namespace K8sMirror.Plugin.Tests.Pure;

/// <summary>What a bundle must never contain, and what it needs to be useful.</summary>
public sealed class RedactorTests
{
    private const string Random = "kJ8vQz3LmX9pRt2WbN7c";
    private readonly Redactor redactor = new(["the-very-token-in-use"]);

    /// <summary>A text and the secret that was planted in it.</summary>
    public static TheoryData<string, string> Planted => new()
    {
        { "Authorization: Bearer abc.def-123", "abc.def" },
        { "bearer xyzzy-plugh", "xyzzy" },
        { "Bearer hunter", "hunter" },
        { "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJlIn0.c2lnbmF0dXJl", "eyJ" },
        { "password=hunter22 next", "hunter22" },
        { "password = hunter22", "hunter22" },
        { "DB_PASSWORD: \"hunter22\"", "hunter22" },
        { "DB_PASS=hunter22", "hunter22" },
        { "export PGPASSWORD=hunter", "hunter" },
        { "MYSQL_PWD=hunter22", "hunter22" },
        { "{\"token\":\"hunter22\"}", "hunter22" },
        { "{\\\"api_key\\\":\\\"hunter22\\\"}", "hunter22" },
        { "{\"password\":\"two words\"}", "words" },
        { "password='correct horse battery'", "battery" },
        { "password=\"says \\\"hunter22\\\" here\"", "hunter22" },
        { "{'secret': 'hunter22'}", "hunter22" },
        { "--client-secret=hunter22", "hunter22" },
        { "--password hunter", "hunter" },
        { "--password \"two words\"", "words" },
        { "[\"--password\",\"hunter22\"]", "hunter22" },
        { "{\\\"args\\\":[\\\"--password\\\",\\\"hunter22\\\"]}", "hunter22" },
        { "sh -c \"mount --password hunter22 /mnt\"", "hunter22" },
        { "sh -c 'PASS=hunter22 run'", "hunter22" },
        { "curl -u admin:hunter22 http://host", "hunter22" },
        { "curl -uadmin:hunter http://host", "hunter" },
        { "curl --user admin:hunter22 http://host", "hunter22" },
        { "curl -H 'X-Api-Key: hunter22' http://host", "hunter22" },
        { "curl -H \"Authorization: Basic dXNlcjpodW50ZXIyMg==\"", "dXNlcjpo" },
        { "mysql -phunter22 db", "hunter22" },
        { "https://user:hunter22@example.com/", "hunter22" },
        { "https://hunter22@example.com/", "hunter22" },
        { "postgres://admin:hun@ter22@db:5432/x", "ter22" },
        { "admin:hunter22@example.com", "hunter22" },
        { "https://example.com/?sig=hunter22&x=1", "hunter22" },
        { "https://example.com/?access_token=hunter22", "hunter22" },
        { "https://hooks.example.com/services/T00000000/B00000000/" + Random, Random },
        { "Server=db;User Id=sa;Password=hunter22;", "hunter22" },
        { "DefaultEndpointsProtocol=https;AccountKey=abc+def/ghi==;EndpointSuffix=x", "def/ghi" },
        { "Authorization: Basic dXNlcjpodW50ZXIyMg==", "dXNlcjpo" },
        { "{\"authorization\":\"Digest hunter22\"}", "hunter22" },
        { "Cookie: a=1; session=hunter22", "hunter22" },
        { "Set-Cookie: id=hunter22; Path=/", "hunter22" },
        { "X-Auth-Token: hunter22", "hunter22" },
        { "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "bPxRfi" },
        { "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "bPxRfi" },
        { "AKIAIOSFODNN7EXAMPLE", "AKIA" },
        { "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "16C7e42F" },
        { "github_pat_11ABCDEFG0aBcDeFgHiJkL_mNoPqRsTuVwXyZ0123456789", "11ABCDEFG0" },
        { "glpat-aBcDeFgHiJkLmNoPqRsT", "aBcDeFg" },
        { "xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx", "AbCdEfGh" },
        { "sk-proj-" + Random, Random },
        { "sk_live_4eC39HqLyjWDarjtT1zdp7dc", "4eC39Hq" },
        { "hvs.CAESIJ" + Random, Random },
        { "npm_" + Random + Random, Random },
        { "dckr_pat_" + Random, Random },
        { "SG.ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf09kqeF8tAmbihYzrnopKc1s5cr", "ngeVfQ" },
        { "AIzaSyDaGmWKa4JsXZ5iQKGbM9zF0AHrwP1oGfc", "AIzaSy" },
        { "9f86d081884c7d659a2feaa0c55ad015", "9f86d081" },
        { "7c4a8d09-ca37-62af-61e5-9520943dc264", "7c4a8d09" },
        { "password is hunter22", "hunter22" },
        { "the token hunter22 was refused", "hunter22" },
        { "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nhunter22\n-----END RSA PRIVATE KEY-----", "hunter22" },
        { "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49\n", "MHcCAQ" },
        { "MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49\n-----END EC PRIVATE KEY-----", "MHcCAQ" },
        { "{\"key\":\"-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\n-----END PRIVATE KEY-----\\n\"}", "MIIEvQ" },
        { "client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQo=", "LS0tLS1" },
        { "{\"name\":\"DB\",\"value\":\"hunter\"}", "hunter" },
        { "password%3dhunter22&x=1", "hunter22" },
        { "GET /login?access_token%3Dhunter22", "hunter22" },
        { "password:\n  hunter22", "hunter22" },
        { "password: |\n  hunter22\n", "hunter22" },
        { "password: >-\n  hunter22\n", "hunter22" },
        { "args:\n- --password\n- hunter22\n", "hunter22" },
        { "args:\n  --password\n  hunter22\n", "hunter22" },
        { "{\"tokens\":[\"hunter22\",\"hunter33\"]}", "hunter" },
        { "{\"X-Auth-Token\": [ \"hunter22\" ]}", "hunter22" },
        { "{\"Authorization\":[\"ApiKey hunter22\"]}", "hunter22" },
        { "{\"secret\":{\"data\":{\"x\":\"hunter22\"}}}", "hunter22" },
        { "map[Authorization:[Bearer hunter22] X-Auth-Token:[hunter22]]", "hunter22" },
        { "{Token:{hunter22 true} Other:1}", "hunter22" },
        { "\"password\" => \"hunter22\"", "hunter22" },
        { "password := \"hunter22\"", "hunter22" },
        { "password == 'hunter22'", "hunter22" },
        { "password -> hunter22", "hunter22" },
        { "<password>hunter22</password>", "hunter22" },
        { "<apiKey>hunter22</apiKey>", "hunter22" },
        { "API_KEY hunter22", "hunter22" },
        { "the API key is hunter22", "hunter22" },
        { "api key: hunter22", "hunter22" },
        { "the password was set to hunter22", "hunter22" },
        { "kubectl create secret generic x --from-literal=a=hunter22", "hunter22" },
        { "kubectl create secret generic x --from-literal a=hunter22", "hunter22" },
        { "postgres://admin:hun/ter22@db:5432/x", "ter22" },
        { "admin:hun@ter22@db", "ter22" },
        { "community=hunter22", "hunter22" },
        { "wpa_psk=hunter22", "hunter22" },
        { "psk: hunter22", "hunter22" },
        { "sessionid=hunter22", "hunter22" },
        { "otp=123456", "123456" },
        { "jwt: hunter22", "hunter22" },
        { "it says the-very-token-in-use there", "the-very" },
        // As they are written within JSON, XML and URLs.
        { "{\\u0022password\\u0022:\\u0022two words\\u0022}", "words" },
        { "sh -c \\u0027mount --password hunter22\\u0027", "hunter22" },
        { "\\u003Cpassword\\u003Ehunter22\\u003C/password\\u003E", "hunter22" },
        { "{\\\\u0022password\\\\u0022:\\\\u0022two words\\\\u0022}", "words" },
        { "&lt;password&gt;two words&lt;/password&gt;", "words" },
        { "{&quot;password&quot;:&quot;two words&quot;}", "words" },
        { "?x=%22password%22%3A%22hunter22%22", "hunter22" },
        { "password:\\n  hunter22\\nname: x", "hunter22" },
        { "password:\\r\\n  hunter22", "hunter22" },
        { "password: |\\n  hunter22\\n", "hunter22" },
        { "password: |\\\\n  hunter22\\\\n", "hunter22" },
        { "args:\\n- --password\\n- hunter22\\n", "hunter22" },
        { "Authorization: Bearer\\n  hunter22", "hunter22" },
        { "Authorization: Bearer\n  hunter22", "hunter22" },
        { "Authorization: Bearer\r\n\thunter22", "hunter22" },
        { "password: |\r\n  hunter22\r\n", "hunter22" },
        { "password: |\n\n  hunter22\n", "hunter22" },
        { "-----BEGIN PRIVATE KEY-----\r\nMIIE\r\nhunter22\r\n-----END PRIVATE KEY-----", "hunter22" },
        { "{\"key\":\"-----BEGIN PRIVATE KEY-----\\r\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\r\\n\"}", "MIIEvQ" },
        { "<password encrypted=\"false\">hunter22</password>", "hunter22" },
        { "<ns:password>two words</ns:password>", "words" },
        { "<password><![CDATA[two words]]></password>", "words" },
        { "<add key=\"Password\" value=\"hunter22\"/>", "hunter22" },
        { "<property name=\"password\">hunter22</property>", "hunter22" },
        { "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"dTpw\"}}}", "dTpw" },
        { "//registry.npmjs.org/:_authToken=hunter22", "hunter22" },
        { "jdbc:postgresql://db/x?user=a&amp;password=hunter22", "hunter22" },
        { "amqp://u:hunter22@mq:5672/vhost", "hunter22" },
        { "https://user:hunt|er22@host/", "er22" },
        { "https://user:hunt>er22@host/", "er22" },
        { "[--password swordfish --verbose]", "swordfish" },
        { "tool -password swordfish", "swordfish" },
        { "tool -passphrase=swordfish", "swordfish" },
        { "helm install --set auth.pass=hunter22", "hunter22" },
        { "redis-cli -a swordfish", "swordfish" },
        { "ldapsearch -w swordfish", "swordfish" },
        { "smbclient -U bob%swordfish", "swordfish" },
        { "machine h login u password hunter22", "hunter22" },
        { "ALTER ROLE x WITH PASSWORD 'two words'", "words" },
        { "password=b'two words'", "words" },
        { "PASS=$'two words'", "words" },
        { "password: 'it''s two words'", "words" },
        { "password=hunt'er22", "er22" },
        { "GH_PAT=hunter22", "hunter22" },
        { "REGISTRY_CREDS=hunter22", "hunter22" },
        { "apikey1=hunter22", "hunter22" },
        { "{\"signingKeys\":[\"hunter22\"]}", "hunter22" },
        { "SharedAccessSignature=sr=a&sig=hunter22&se=1", "hunter22" },
        { "AKIAIOSFODNNQEXAMPLE", "AKIA" },
        { "rk_live_" + Random, Random },
        { "pypi-AgEIcHlwaS5vcmcCJ" + Random, Random },
        { "pvc-deadbeef-1234-4abc-8def-0123456789ab", "deadbeef" },
    };

    public static TheoryData<string> Harmless =>
    [
        "waits for eth7; 3 tokens of credit",
        "k8smirror_seen_packets_total{mirror=\"ids\",source=\"eth1\",direction=\"ingress\",target=\"enp3s0f1np1.100\"} 123456789 1764357999000",
        "2026-11-28T19:28:24.841Z info: K8sMirror.NodeAgent.Reconciling.AgentLoop[1] Programmed 2 edges of 1 mirror in 12.5 ms",
        "2026-11-28T19:28:24.841234567Z 19:28:24.841 warn: eth5 is down (TargetDown), next try in 171 ms",
        "eth2: ENODEV (19): No such device; /sys/fs/bpf/k8smirror/v1/links",
        "cannot reach the API server at https://10.96.0.1:443/: Connection refused",
        "Unauthorized: the API server does not accept these credentials (401)",
        "User \"system:serviceaccount:k8smirror:k8smirror-agent\" cannot list resource \"nodemirrors\" in API group \"k8smirror.io\"",
        "eth1@eth2_eth1/eth4@eth5 [2001:db8::1]:9464 fe:54:00:12:34:56",
        "at K8sMirror.Operator.Watching.Informer.RunAsync(CancellationToken cancellation)",
        "a pass failed: IPAddress, NodeMirrorSpecSource, HTTP/2, IPv6, TCX",
        "NODE     MIRROR   STATE\nnode-a   ids      programmed\n",
        "automountServiceAccountToken: true",
        "Linux 6.12.0-amd64 v1.36.2",
        "{\"Message\":\"NIC \\\"eth7\\\" is missing\\n   at K8sMirror.Core.X\",\"Level\":\"Warning\"}",
        "C:\\new\\name & x",
    ];

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_planted_secret_goes(string text, string secret)
    {
        foreach (var around in (string[])["{0}", "2026-11-28T19:28:24Z info: got {0} and went on", "{{\"Message\":\"{0}\"}}", "a\n{0}\nb"])
        {
            var clean = redactor.Text(around.Replace("{0}", text, StringComparison.Ordinal)).ToString();
            Assert.DoesNotContain(secret, clean, StringComparison.Ordinal);
            Assert.Contains(Redactor.Removed, clean, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_planted_secret_goes_from_every_place_of_an_object(string text, string secret)
    {
        var json = JsonSerializer.Serialize(text);
        foreach (var place in (string[])
        [
            """{"kind":"Pod","spec":{"containers":[{"env":[{"name":"LOG_LEVEL","value":§}]}]}}""",
            """{"kind":"Pod","spec":{"containers":[{"livenessProbe":{"httpGet":{"httpHeaders":[{"name":"X-Custom","value":§}]}}}]}}""",
            """{"kind":"Pod","spec":{"containers":[{"args":["run",§]}]}}""",
            """{"kind":"Pod","spec":{"containers":[{"args":["--unknown",§,"--node-name"]}]}}""",
            """{"kind":"Pod","spec":{"containers":[{"command":["sh","-c",§]}]}}""",
            """{"kind":"Pod","spec":{"containers":[{"lifecycle":{"postStart":{"exec":{"command":["sh","-c",§]}}}}]}}""",
            """{"kind":"Pod","metadata":{"annotations":{"anything":§,"kubectl.kubernetes.io/last-applied-configuration":§}}}""",
            """{"kind":"Pod","metadata":{"labels":{"anything":§}}}""",
            """{"kind":"Node","spec":{"providerID":§,"whatever":{"is":[§,[§]]}}}""",
            """{"kind":"Event","message":§,"note":§}""",
            """{"kind":"Event","reason":§}""",
            """{"kind":"Pod","spec":{"volumes":[{"nfs":{"server":§,"path":§}}],"dnsConfig":{"options":[{"name":"ndots","value":§}]}}}""",
            """{"kind":"Pod","status":{"containerStatuses":[{"state":{"terminated":{"message":§,"reason":§}}}]}}""",
            """{"kind":"Pod","spec":{"containers":[{"envFrom":[{"prefix":§}],"ports":[{"name":§}]}],"nodeSelector":{"x":§},"tolerations":[{"key":§,"value":§}]}}""",
            """{"apiVersion":"k8smirror.io/v1alpha1","kind":"TrafficMirror","spec":{"new":§},"status":{"conditions":[{"message":§}]}}""",
        ])
        {
            using var document = JsonDocument.Parse(place.Replace("§", json, StringComparison.Ordinal));
            Assert.DoesNotContain(secret, redactor.Object(document.RootElement).ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("password: correct horse battery staple")]
    [InlineData("  db.password = two words battery")]
    [InlineData("PASSPHRASE=two words battery")]
    [InlineData("password: !!str two words battery")]
    [InlineData("password: &a it's \"two\" battery")]
    [InlineData("password: |2-\n  two words battery")]
    [InlineData("password: two words\n  battery")]
    [InlineData("- token: >\n    two words\n\n    battery\n")]
    [InlineData("\"token: two words battery\"")]
    [InlineData("'token: two words battery'")]
    public void What_begins_a_line_or_a_text_with_its_name_goes_whole(string text)
    {
        var around = $"kind: A\n{text}\n  \n- name: eth1\n";

        foreach (var written in (string[])[around, around.Replace("\n", "\r\n", StringComparison.Ordinal), JsonSerializer.Serialize(around), JsonSerializer.Serialize(JsonSerializer.Serialize(around))])
        {
            var clean = redactor.Text(written).ToString();
            Assert.DoesNotContain("battery", clean, StringComparison.Ordinal);
            Assert.Contains("kind: A", clean, StringComparison.Ordinal);
            Assert.Contains("name: eth1", clean, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_UUID_stays()
    {
        var random = new Random(7);
        var bytes = new byte[16];
        for (var round = 0; round < 1000; round++)
        {
            random.NextBytes(bytes);
            var uuid = new Guid(bytes).ToString();
            Assert.DoesNotContain(uuid, redactor.Text($"got {uuid} and pod-{uuid}-x").ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void What_is_harmless_stays(string text) => Assert.Equal(text, redactor.Text(text).ToString());

    [Fact]
    public void Objects_keep_what_they_are_understood_by()
    {
        using var document = JsonDocument.Parse("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"k8smirror-agent-x7f2q-of-a-very-long-name9","uid":"7c4a8d09-ca37-62af-61e5-9520943dc264","managedFields":[{"manager":"x"}],
              "annotations":{"helm.sh/chart":"k8smirror-1.2.3"},"labels":{"app.kubernetes.io/name":"k8smirror"}},
             "spec":{"nodeName":"node-a","hostNetwork":true,"priority":2000001000,"containers":[{"name":"agent","image":"registry.example.com:5000/k8smirror-agent@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
               "env":[{"name":"NODE_NAME","value":"node-a"},{"name":"Y","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}],
               "args":["run","--node-name=$(NODE_NAME)","--dead-man","3m","--cpu-budget","20%","--metrics-address=$(POD_IP):9464","--unknown=hunter22"]}]},
             "status":{"phase":"Running","podIP":"2001:db8::5","conditions":[{"type":"Ready","status":"False","message":"containers with unready status: [agent]","lastTransitionTime":"2026-11-28T19:28:24Z"}]}}
            """);

        var text = redactor.Object(document.RootElement).ToString();

        Assert.DoesNotContain("managedFields", text, StringComparison.Ordinal);
        Assert.All(
            (string[])["k8smirror-agent-x7f2q-of-a-very-long-name9", "7c4a8d09", "k8smirror-1.2.3", "app.kubernetes.io/name", "nodeName: node-a", "hostNetwork: true", "2000001000", "sha256:0123456789abcdef",
                "secretKeyRef", "--node-name=$(NODE_NAME)", "3m", "20%", "--metrics-address=$(POD_IP):9464", "--unknown=(removed)", "Running", "2001:db8::5", "unready status", "2026-11-28T19:28:24Z"],
            kept => Assert.Contains(kept, text, StringComparison.Ordinal));
        // The name of an object may be in a log.
        Assert.Equal("pod k8smirror-agent-x7f2q-of-a-very-long-name9 is ready", redactor.Text("pod k8smirror-agent-x7f2q-of-a-very-long-name9 is ready").ToString());
    }

    [Theory]
    [InlineData("user:hunter22@registry.example.com/agent:1", "(removed)@registry.example.com/agent:1")]
    [InlineData("user:hunter22@registry.example.com/agent@sha256:0123456789abcdef", "hunter22", false)]
    [InlineData("registry.example.com:5000/agent@sha256:0123456789abcdef0123456789abcdef", "registry.example.com:5000/agent@sha256:0123456789abcdef0123456789abcdef")]
    public void An_images_name_stays_without_what_logs_in(string image, string part, bool isKept = true)
    {
        using var document = JsonDocument.Parse($$"""{"kind":"Pod","spec":{"containers":[{"image":"{{image}}"}]} }""");

        Assert.Equal(isKept, redactor.Object(document.RootElement).ToString().Contains(part, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a-")]
    [InlineData("token ")]
    [InlineData("token\"")]
    [InlineData("password=\"")]
    [InlineData("a@b:")]
    [InlineData("\\\"token\\\":")]
    [InlineData("-----BEGIN ")]
    [InlineData("-----BEGIN -----END ")]
    [InlineData("://@")]
    [InlineData("://")]
    [InlineData("a:b://")]
    [InlineData("token:\n")]
    [InlineData("  token:\n")]
    [InlineData("token:[")]
    [InlineData("token:{\"")]
    [InlineData("token=x ")]
    [InlineData("api key -> ")]
    [InlineData("x")]
    [InlineData("-p -u --token Bearer ")]
    [InlineData("token={x}")]
    [InlineData("bearer{x}")]
    [InlineData("<token>")]
    [InlineData("<token a")]
    [InlineData("<token></")]
    [InlineData("|a://")]
    [InlineData("&quot;token&quot;")]
    [InlineData("\\u0022token\\u0022:")]
    [InlineData("token:\\n  ")]
    [InlineData("token: x\n\n")]
    [InlineData("token: x\n ")]
    [InlineData("password '")]
    [InlineData("password=a'a")]
    [InlineData("- ")]
    [InlineData("\\n")]
    public void Time_grows_with_the_length_alone(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 2_000_000 / part.Length));

        // Half a second on an idle machine; a quadratic algorithm takes hours, and the runner ends a test that hangs.
        Assert.NotEmpty(redactor.Text(text).ToString());
    }
}
