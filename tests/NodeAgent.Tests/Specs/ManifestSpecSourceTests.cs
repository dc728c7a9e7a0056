using K8sMirror.Bpf.Files;
using K8sMirror.NodeAgent.Specs;
using K8sMirror.NodeAgent.Tests.Fakes;
using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Specs;

public sealed class ManifestSpecSourceTests : IDisposable
{
    private readonly TempDir dir = new();
    private readonly FolderRig rig;

    public ManifestSpecSourceTests()
    {
        Write("a.yaml", Mirror("a", "eth2"));
        rig = new(dir.Path);
        Sees("a:eth2");
    }

    [Fact]
    public void An_edit_in_place_is_seen()
    {
        Write("a.yaml", Mirror("a", "eth3"));

        Sees("a:eth3");
    }

    [Fact]
    public void An_atomic_rename_is_seen()
    {
        Write(".a.yaml.new", Mirror("a", "eth4"));
        File.Move(dir.At(".a.yaml.new"), dir.At("a.yaml"), overwrite: true);

        Sees("a:eth4");
    }

    [Fact]
    public void Another_file_is_added_and_removed()
    {
        Write("b.yml", Mirror("b", "eth5"));
        Sees("a:eth2 b:eth5");

        File.Delete(dir.At("b.yml"));
        Sees("a:eth2");
    }

    [Fact]
    public void Json_is_read_and_strange_names_are_not()
    {
        Write("notes.txt", "eth1 is the uplink");
        Write(".hidden.yaml", "kind: Secret");
        Write("b.json", """{"apiVersion":"k8smirror.io/v1alpha1","kind":"TrafficMirror","metadata":{"name":"b"},"spec":{"sources":[{"interface":"eth1"}],"targets":[{"name":"t","interface":"eth9"}]}}""");

        Sees("a:eth2 b:eth9");
    }

    [Fact]
    public void An_editor_that_moves_the_old_file_away_first_does_not_stop_the_mirror()
    {
        var before = rig.Published.Count;
        File.Move(dir.At("a.yaml"), dir.At("a.yaml~"));
        Write("a.yaml", Mirror("a", "eth3"));

        Sees("a:eth3");
        Assert.DoesNotContain("", rig.Published.Skip(before));
    }

    [Fact]
    public void A_bad_file_keeps_the_last_good_set_and_says_so()
    {
        Write("b.yaml", "kind: TrafficMirror\nspec: {sources: [");
        Eventually.True(() => rig.Source.Problem is not null, "a problem");

        Assert.Contains("b.yaml:", rig.Source.Problem, StringComparison.Ordinal);
        Write("a.yaml", Mirror("a", "eth7"));
        // All or nothing: the good edit waits for the bad file.
        Assert.Equal("a:eth2", rig.Last);

        Write("b.yaml", Mirror("b", "eth8"));
        Sees("a:eth7 b:eth8");
        Eventually.Equal(null, () => rig.Source.Problem);
    }

    [Fact]
    public void A_file_that_is_written_in_two_halves_is_read_when_it_is_closed()
    {
        var before = rig.Published.Count;
        var text = Mirror("b", "eth5");
        using (var file = File.CreateText(dir.At("b.yaml")))
        {
            file.Write(text[..^20]);
            file.Flush();
            Write("a.yaml", Mirror("a", "eth3"));
            file.Write(text[^20..]);
        }

        Sees("a:eth3 b:eth5");
        Assert.All(rig.Published.Skip(before), p => Assert.DoesNotContain("b:e ", p, StringComparison.Ordinal));
    }

    [Fact]
    public void An_empty_folder_means_to_mirror_nothing()
    {
        File.Delete(dir.At("a.yaml"));

        Sees("");
        Assert.Null(rig.Source.Problem);
    }

    [Fact]
    public void A_folder_that_vanishes_keeps_the_last_good_set_and_one_that_comes_back_is_read()
    {
        Directory.Move(dir.Path, dir.Path + ".away");
        Eventually.True(() => rig.Source.Problem is not null, "a problem");
        Assert.Equal("a:eth2", rig.Last);

        Directory.Move(dir.Path + ".away", dir.Path);
        Write("a.yaml", Mirror("a", "eth6"));
        Sees("a:eth6");
        Eventually.Equal(null, () => rig.Source.Problem);
    }

    [Fact]
    public void A_ConfigMap_swaps_a_link_to_a_folder()
    {
        using var mount = new TempDir();
        foreach (var (version, target) in new[] { ("..1", "eth2"), ("..2", "eth3") })
        {
            Directory.CreateDirectory(mount.At(version));
            File.WriteAllText(Path.Combine(mount.At(version), "m.yaml"), Mirror("m", target));
        }
        Directory.CreateSymbolicLink(mount.At("..data"), "..1");
        File.CreateSymbolicLink(mount.At("m.yaml"), "..data/m.yaml");
        using var mounted = new FolderRig(mount.Path);
        Eventually.Equal("m:eth2", () => mounted.Last);

        // Like the kubelet: a new link beside the old one, then rename(2) over it.
        Directory.CreateSymbolicLink(mount.At("..data_tmp"), "..2");
        Command.Run("mv", "-T", mount.At("..data_tmp"), mount.At("..data"));

        Eventually.Equal("m:eth3", () => mounted.Last);
    }

    [Theory]
    [InlineData("mkfifo")]
    [InlineData("ln -s /dev/zero")]
    [InlineData("ln -s nowhere")]
    public void What_cannot_be_read_to_its_end_is_said_and_does_not_stop_the_watch(string command)
    {
        var words = command.Split(' ');
        Command.Run(words[0], [.. words[1..], dir.At("b.yaml")]);
        Eventually.True(() => rig.Source.Problem is not null, "a problem");
        Assert.Equal("a:eth2", rig.Last);

        File.Delete(dir.At("b.yaml"));
        Write("a.yaml", Mirror("a", "eth3"));
        Sees("a:eth3");
        Eventually.Equal(null, () => rig.Source.Problem);
    }

    [Fact]
    public void A_folder_that_is_made_in_it_holds_no_edit_up()
    {
        Directory.CreateDirectory(dir.At("..2026"));
        Command.Run("ln", [dir.At("a.yaml"), dir.At("a.bak")]);
        using var watch = new FolderWatch(dir.Path);
        watch.Arm();
        Directory.CreateDirectory(dir.At("..2027"));
        Write("a.yaml", Mirror("a", "eth3"));

        Assert.Equal(FolderChange.Completed, watch.Wait(TimeSpan.FromSeconds(30)));
        Assert.False(watch.HasUnfinished);
        Sees("a:eth3");
    }

    [Fact]
    public void A_link_to_the_folder_may_be_swapped_and_the_new_folder_is_watched()
    {
        using var versions = new TempDir();
        foreach (var (version, target) in new[] { ("1", "eth2"), ("2", "eth3") })
        {
            Directory.CreateDirectory(versions.At(version));
            File.WriteAllText(Path.Combine(versions.At(version), "m.yaml"), Mirror("m", target));
        }
        Directory.CreateSymbolicLink(versions.At("current"), "1");
        using var linked = new FolderRig(versions.At("current"));
        Eventually.Equal("m:eth2", () => linked.Last);

        Command.Run("ln", ["-sfn", "2", versions.At("current")]);
        Eventually.Equal("m:eth3", () => linked.Last);
        File.WriteAllText(Path.Combine(versions.At("2"), "m.yaml"), Mirror("m", "eth4"));
        Eventually.Equal("m:eth4", () => linked.Last);
    }

    [Fact]
    public void A_byte_order_mark_and_DOS_line_ends_are_no_matter()
    {
        Write("a.yaml", "\uFEFF" + Mirror("a", "eth3").ReplaceLineEndings("\r\n"));

        Sees("a:eth3");
    }

    [Fact]
    public void Mirrors_that_are_refused_together_are_said_and_the_rest_go_on()
    {
        Write("b.yaml", Mirror("loop-1", "eth2", "eth3", "Egress") + "---\n" + Mirror("loop-2", "eth3", "eth2", "Egress"));

        Eventually.True(() => rig.LastSnapshot?.Rejected.Count == 1, "a refusal");

        Assert.Equal("loop-2", rig.LastSnapshot!.Rejected[0].Mirror);
        Assert.Equal(["a", "loop-1"], rig.LastSnapshot.Spec.Sessions.Select(s => s.Mirror));
    }

    public void Dispose()
    {
        rig.Dispose();
        dir.Dispose();
    }

    private static string Mirror(string name, string target) => Mirror(name, "eth1", target, "Ingress");

    private static string Mirror(string name, string source, string target, string direction) =>
        $"""
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata:
          name: {name}
        spec:
          sources:
          - interface: {source}
            direction: {direction}
          targets:
          - name: tool
            interface: {target}

        """;

    private void Write(string name, string text) => File.WriteAllText(dir.At(name), text);

    private void Sees(string mirrors) => Eventually.Equal(mirrors, () => rig.Last);
}
