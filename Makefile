# K8sMirror. `make` alone lists the targets; each installs what it needs on Debian 12 (root) before it starts.
CONFIGURATION ?= Release
SOLUTION := K8sMirror.sln
AGENT := out/k8smirror-agent
export CONFIGURATION
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
# A build server left behind by `dotnet build` keeps its memory and the namespaces that it was started in.
export MSBUILDDISABLENODEREUSE := 1
export DOTNET_CLI_USE_MSBUILD_SERVER := 0
DOTNET_BUILD_FLAGS := -c $(CONFIGURATION) -v q -nologo -clp:NoSummary -p:UseSharedCompilation=false

# A test that takes two minutes counts as hung.
FUZZED := Core.Tests Cluster.Tests Bpf.Tests NodeAgent.Tests Operator.Tests Plugin.Tests

# The end-to-end tests need a cluster, its programs and our images; a cluster needs root.
WITH_CLUSTER = $(if $(filter E2E.Tests,$(or $(PROJECT),E2E.Tests)),$(if $(filter 0,$(shell id -u)),cluster images))

.DEFAULT_GOAL := help
.PHONY: help setup build publish plugin test fuzz demo demo-cluster images release e2e bench kernels lint format clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install the packages that building, testing, the demo and the benchmark need (Debian 12, root)
	@scripts/setup.sh

build: ## Build everything (after the first restore the network is not needed)
	@scripts/setup.sh build
	@dotnet build $(SOLUTION) $(DOTNET_BUILD_FLAGS)

publish: ## Publish the agent as one native binary: out/k8smirror-agent (ARCH=arm64: out/k8smirror-agent-arm64)
	@scripts/setup.sh build $(if $(ARCH),cross)
	@scripts/publish-agent.sh $(AGENT)$(if $(ARCH),-$(ARCH)) $(ARCH)

plugin: ## Publish kubectl's plugin `kubectl mirror`: out/plugin (RID=osx-arm64 and the like for another machine)
	@scripts/setup.sh build
	@scripts/publish-plugin.sh out/plugin $(RID)

test: ## Build, run every test, those on a cluster too, end with "N passed, N failed, N skipped" (PROJECT=Core.Tests: just these)
	@scripts/setup.sh build test $(WITH_CLUSTER)
	@dotnet build $(SOLUTION) $(DOTNET_BUILD_FLAGS)
	@$(if $(WITH_CLUSTER),deploy/images/build.sh --tag e2e --tag e2e-next)
	@$(if $(WITH_CLUSTER),scripts/publish-plugin.sh out/plugin)
	@scripts/test.sh $(PROJECT)

fuzz: ## Damage inputs of every reader for some minutes; what fails becomes a file of tests/Corpus (FUZZ_SECONDS=100: for each target, 30 by default)
	@scripts/setup.sh build
	@for project in $(FUZZED); do dotnet build tests/$$project $(DOTNET_BUILD_FLAGS) || exit 1; done
	@K8SMIRROR_FUZZ_SECONDS=$(or $(FUZZ_SECONDS),30) TEST_ARGS='--filter-class *.FuzzTests' scripts/test.sh $(FUZZED)

demo: ## Mirror real traffic between namespaces for half a minute and prove every copy byte for byte
	@scripts/setup.sh build demo
	@scripts/publish-agent.sh $(AGENT)
	@dotnet build demo/K8sMirror.Demo $(DOTNET_BUILD_FLAGS)
	@demo/demo.sh $(AGENT)

demo-cluster: ## Install on a real cluster of three nodes, mirror, relabel, cut a node's power, and take it all down
	@scripts/setup.sh build images cluster
	@deploy/images/build.sh --tag demo
	@demo/cluster.sh

images: ## Build both container images (out/images/*.tar) without a container engine or a registry (ARCH=arm64: for that one)
	@scripts/setup.sh build images $(if $(ARCH),cross)
	@deploy/images/build.sh $(if $(ARCH),--arch $(ARCH))

release: ## Make all that a release publishes, for amd64 and arm64: out/release (RELEASE_ARGS: see scripts/release.sh)
	@scripts/setup.sh build cross images release
	@scripts/release.sh $(RELEASE_ARGS)

e2e: ## Test the whole system on a real cluster of three nodes, in minutes (K8SMIRROR_E2E_KEEP=1 leaves it up)
	@scripts/setup.sh build images test cluster
	@deploy/images/build.sh --tag e2e --tag e2e-next
	@scripts/publish-plugin.sh out/plugin
	@dotnet build tests/E2E.Tests $(DOTNET_BUILD_FLAGS)
	@scripts/test.sh E2E.Tests

bench: ## Measure the cost of a copy against tc, nft and a user-space copier: a table and bench/results/*.json
	@scripts/setup.sh build bench
	@scripts/publish-agent.sh $(AGENT)
	@dotnet build bench/K8sMirror.Bench $(DOTNET_BUILD_FLAGS)
	@dotnet run --project bench/K8sMirror.Bench -c $(CONFIGURATION) --no-build -- --agent $(AGENT) $(BENCH_ARGS)

kernels: ## Run the agent on Debian's kernels 5.10, 6.1, 6.12 and its newest in a virtual machine, in minutes (ARCH=arm64: on emulated arm64)
	@scripts/setup.sh build kernels $(if $(ARCH),cross $(filter arm64,$(ARCH)))
	@scripts/publish-agent.sh $(AGENT)$(if $(ARCH),-$(ARCH)) $(ARCH)
	@scripts/kernel-matrix.sh $(if $(ARCH),--arch $(ARCH)) $(AGENT)$(if $(ARCH),-$(ARCH))

lint: ## Check white space, shell scripts and the links between documents, in half a minute (the build checks style)
	@scripts/setup.sh lint
	@shellcheck -x $$(git ls-files -- '*.sh' .ci/run) scripts/cluster scripts/oci-image
	@scripts/check-links.sh
	@dotnet format whitespace --folder --verify-no-changes .

format: ## Format the C# sources
	@dotnet format $(SOLUTION)

clean: ## Remove what was built
	@rm -rf out bpf/build TestResults
	@find . \( -name bin -o -name obj \) -type d -not -path './.git/*' -prune -exec rm -rf {} +
