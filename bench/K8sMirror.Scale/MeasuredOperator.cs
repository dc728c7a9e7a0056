using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Scale;

/// <summary>The operator as a process, with what /proc says of it.</summary>
internal sealed partial class MeasuredOperator : IDisposable
{
    private readonly ChildProcess process;
    private readonly HttpClient http;

    public MeasuredOperator(ApiServer server, string user)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        process = ChildProcess.Start(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "k8smirror-operator.dll"), "run", "--kubeconfig", server.Kubeconfig(user),
                "--namespace", "k8smirror-system", "--metrics-address", $"127.0.0.1:{port}",
            ],
            Path.Combine(server.Folder, "operator.log"));
    }

    /// <summary>Resident memory now and at its peak.</summary>
    public string Memory()
    {
        var status = File.ReadAllLines($"/proc/{process.Id}/status");
        double Mib(string field) => double.Parse(
            status.First(line => line.StartsWith(field, StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal),
            CultureInfo.InvariantCulture) / 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{Mib("VmRSS"):0} / {Mib("VmHWM"):0} MiB");
    }

    /// <summary>CPU time since the start.</summary>
    public string Cpu() => Cpu(process.Id);

    /// <summary>CPU time of a process since its start.</summary>
    public static string Cpu(int process)
    {
        var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{ticks / 100.0:0.0} s");
    }

    /// <summary>Requests so far that were to change something: kind, verb, outcome and number.</summary>
    public async Task<string> WritesAsync() => string.Join(", ", (await http.GetStringAsync("metrics")).Split('\n')
        .Select(line => Written().Match(line)).Where(match => match.Success)
        .Select(match => $"{match.Groups[1]} {match.Groups[3]} {match.Groups[2]} {match.Groups[4]}"));

    public Task FirstPassAsync(TimeSpan within) => EventuallyAsync.True(
        async () => (await http.GetStringAsync("metrics")).Contains("k8smirror_reconcile_duration_seconds_count{", StringComparison.Ordinal),
        "a pass was made", within);

    [GeneratedRegex("^k8smirror_operator_writes_total\\{kind=\"(\\w+)\",outcome=\"(\\w+)\",verb=\"(\\w+)\"\\} (\\d+)")]
    private static partial Regex Written();

    public void Dispose()
    {
        process.Dispose();
        http.Dispose();
    }
}
