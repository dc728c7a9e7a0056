using CsCheck;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Pods;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Pods;

/// <summary>
/// Pods end and start with the same few addresses, and the operator, the kernel and the agent learn of it in any order: no packet is ever copied for
/// another pod.
/// </summary>
public sealed class PodOrderTests
{
    private static readonly string[] Addresses = ["10.0.0.1", "10.0.0.2"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whatever_the_order_no_NIC_is_taken_for_another_pods(bool timesAreKnown) =>
        Gen.Int[0, 99].Array[5, 120].Sample(steps => Play(steps, timesAreKnown), iter: 800);

    [Fact]
    public void A_pod_that_stays_is_found_whatever_else_happens() =>
        Gen.Int[0, 99].Array[5, 60].Sample(
            steps =>
            {
                using var world = new World(timesAreKnown: true);
                foreach (var step in steps)
                {
                    world.Do(step);
                    world.Check();
                }
                world.Settle();
                Assert.Empty(world.LiveNotFound());
            },
            iter: 400);

    private static void Play(int[] steps, bool timesAreKnown)
    {
        using var world = new World(timesAreKnown);
        foreach (var step in steps)
        {
            world.Do(step);
            world.Check();
        }
    }

    private sealed class World(bool timesAreKnown) : IDisposable
    {
        private readonly FakeNode node = new();
        private readonly FakePodMemory memory = new();
        private readonly WallClock clock = new();
        private readonly Dictionary<string, string> ownerOf = new(StringComparer.Ordinal);
        private readonly List<SessionPod> live = [];
        private readonly List<string> leftOver = [];
        private List<SessionPod> spec = [];
        private PodFinder? finder;
        private int made;

        private PodFinder Finder => finder ??= new(node, memory, clock);

        public void Dispose() => node.Dispose();

        public void Do(int step)
        {
            clock.Pass(TimeSpan.FromSeconds(step % 7));
            switch (step % 10)
            {
                case 0 or 1 or 2:
                    Start(Addresses[step / 10 % Addresses.Length]);
                    break;
                case 3 or 4:
                    End(step / 10, isGoneAtOnce: step % 10 == 3);
                    break;
                case 5:
                    CleanUp(step / 10);
                    break;
                case 6 or 7:
                    // The operator has seen the current state, and the agent receives it.
                    spec = [.. live];
                    Look();
                    break;
                case 8:
                    finder = null;
                    break;
                default:
                    // The sandboxes of ended pods are no longer ready, which the operator learns before it learns of their end.
                    spec = [.. spec.Select(p => live.Contains(p) ? p : p with { NetworkSince = null })];
                    break;
            }
            // Not after each step: two things may happen between two checks.
            if (step % 3 != 0)
            {
                Look();
            }
        }

        /// <summary>Nothing more happens, and everything in progress completes.</summary>
        public void Settle()
        {
            while (leftOver.Count > 0)
            {
                CleanUp(0);
            }
            spec = [.. live];
            for (var i = 0; i < 3; i++)
            {
                clock.Pass(TimeSpan.FromSeconds(6));
                Look();
            }
        }

        public void Check()
        {
            var places = Look();
            foreach (var pod in spec)
            {
                var place = places.Of(pod);
                foreach (var nic in place.Nics.Select(n => n.Name).Append(place.Nic).Where(n => n.Length > 0))
                {
                    Assert.Equal(pod.Uid, ownerOf[nic]);
                }
            }
        }

        public IEnumerable<string> LiveNotFound() => Look() is var places ? live.Where(p => places.Of(p).State != PodPlaceState.Found).Select(p => $"{p.Name}: {places.Of(p).Problem}") : [];

        private PodPlaces Look() => Finder.Find(Ask.For(FakeNode.Session([.. spec])), node.Links);

        // An address is reused once its pod has ended, even if its NIC still exists.
        private void Start(string address)
        {
            if (live.Exists(p => p.Addresses[0] == address))
            {
                return;
            }
            // No address is reused faster than that.
            clock.Pass(TimeSpan.FromSeconds(3));
            var name = $"p{made++}";
            node.AddPod($"veth-{name}", address);
            ownerOf[$"veth-{name}"] = $"uid-{name}";
            if (timesAreKnown)
            {
                Look();
            }
            live.Add(FakeNode.Pod(name, address, timesAreKnown ? clock.Text : null));
            if (!timesAreKnown)
            {
                // Without times, an agent must have seen a pod alive to know that its NIC is gone.
                spec = [.. live];
                Look();
            }
        }

        private void End(int which, bool isGoneAtOnce)
        {
            if (live.Count == 0)
            {
                return;
            }
            var pod = live[which % live.Count];
            live.Remove(pod);
            if (isGoneAtOnce)
            {
                node.Remove($"veth-{pod.Name}");
                // The kernel reports it, and the agent checks.
                Look();
            }
            else
            {
                leftOver.Add($"veth-{pod.Name}");
            }
        }

        private void CleanUp(int which)
        {
            if (leftOver.Count > 0)
            {
                var nic = leftOver[which % leftOver.Count];
                leftOver.Remove(nic);
                node.Remove(nic);
                Look();
            }
        }
    }
}
