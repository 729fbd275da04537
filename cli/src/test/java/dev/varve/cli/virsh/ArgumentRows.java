package dev.varve.cli.virsh;

import java.util.stream.Stream;

/// Right and wrong arguments of each command, for [VirshDifferentialTest], which explains them.
final class ArgumentRows {
    private ArgumentRows() {}

    private static final String LIST =
            """
            list
            list --all
            list --all --inactive
            list --inactive --name
            list --transient --persistent --with-snapshot --without-snapshot
            list --with-checkpoint --without-checkpoint --state-running --state-paused
            list --state-shutoff --state-other --autostart --no-autostart
            list --with-managed-save --without-managed-save --managed-save
            list --uuid
            list --uuid --name
            list --id --uuid --name
            list --table --title
            list --name --title
            list --table --name
            list --table --uuid
            list --table --id
            list --uuid --table --id --name
            list a
            list -a
            list --foo
            list --foo=1
            list --all=1
            list --all=
            list --all --all
            list --al
            list --All
            list --
            list -- --all
            list -- --
            list --all --
            list ---
            list --=
            list --_all
            list --é
            list -
            list ''
            list -q
            """;

    private static final String DOMBLKLIST =
            """
            domblklist
            domblklist test
            domblklist 1
            domblklist --domain test
            domblklist --domain=test
            domblklist --domain
            domblklist --domain=
            domblklist ''
            domblklist test x
            domblklist --domain test x
            domblklist test --domain test
            domblklist --domain test --domain test
            domblklist --inactive test --details
            domblklist --details --details test
            domblklist --inactive=yes test
            domblklist --domain --details
            domblklist --domain -- test
            domblklist -- test
            domblklist -- --inactive
            domblklist nodom
            domblklist --all test
            """;

    private static final String CREATE =
            """
            snapshot-create
            snapshot-create test
            snapshot-create test /nonexistent
            snapshot-create test --xmlfile /nonexistent
            snapshot-create test --xmlfile=/nonexistent
            snapshot-create --xmlfile /nonexistent test
            snapshot-create --xmlfile /nonexistent
            snapshot-create test --xmlfile
            snapshot-create test --xmlfile=
            snapshot-create test ''
            snapshot-create test x y
            snapshot-create test --xmlfile x y
            snapshot-create test --xmlfile x --xmlfile y
            snapshot-create test x --xmlfile y
            snapshot-create test --redefine
            snapshot-create test --redefine --current
            snapshot-create test --current
            snapshot-create test --no-metadata --halt --disk-only --reuse-external
            snapshot-create test --quiesce --atomic --live --validate
            snapshot-create test --halt=1
            snapshot-create test --halt --halt
            snapshot-create test --name n
            snapshot-create test --print-xml
            snapshot-create test --memspec x
            snapshot-create --halt
            """;

    private static final String CREATE_AS =
            """
            snapshot-create-as
            snapshot-create-as --print-xml
            snapshot-create-as test
            snapshot-create-as test --print-xml
            snapshot-create-as test n --print-xml
            snapshot-create-as test n d --print-xml
            snapshot-create-as test n d vda vdb --print-xml
            snapshot-create-as test n vda,snapshot=no --print-xml
            snapshot-create-as test --name n d --print-xml
            snapshot-create-as test --description d n e --print-xml
            snapshot-create-as test --description d n e f --print-xml
            snapshot-create-as --print-xml --name n test --description d vda
            snapshot-create-as test --diskspec vda --diskspec vdb --print-xml
            snapshot-create-as test --diskspec vda n d vdb --print-xml
            snapshot-create-as test --diskspec=vda --diskspec= --print-xml
            snapshot-create-as test --print-xml --diskspec
            snapshot-create-as test n d --print-xml --diskspec vda vdb --memspec
            snapshot-create-as test --memspec /m --print-xml
            snapshot-create-as test --memspec=/m,snapshot=external --print-xml
            snapshot-create-as test --memspec --print-xml
            snapshot-create-as test --memspec /m --memspec /n
            snapshot-create-as test n d vda /m --print-xml
            snapshot-create-as test --name
            snapshot-create-as test --name --print-xml
            snapshot-create-as test --name= --print-xml
            snapshot-create-as test '' --print-xml
            snapshot-create-as test --description
            snapshot-create-as test --description= --print-xml
            snapshot-create-as test n --name m
            snapshot-create-as test --name n --name m
            snapshot-create-as test --print-xml --print-xml
            snapshot-create-as test --print-xml=1
            snapshot-create-as test --no-metadata --halt --disk-only --reuse-external
            snapshot-create-as test --quiesce --atomic --live --validate
            snapshot-create-as test --redefine
            snapshot-create-as test --xmlfile x
            snapshot-create-as test -- --name --description --diskspec --print-xml
            snapshot-create-as test n --print-xml -- --description -- --
            """;

    private static final String SNAPSHOT_LIST =
            """
            snapshot-list
            snapshot-list test
            snapshot-list nodom
            snapshot-list ''
            snapshot-list --domain=
            snapshot-list --domain test
            snapshot-list test a
            snapshot-list test a b
            snapshot-list a b c
            snapshot-list --from a test
            snapshot-list --from a
            snapshot-list test --from
            snapshot-list test --from=
            snapshot-list test --from a=b
            snapshot-list test --from=a=b
            snapshot-list test --from --tree
            snapshot-list test --from a --from b
            snapshot-list test a --from b
            snapshot-list a --from b c
            snapshot-list --tree test
            snapshot-list test --tree=x
            snapshot-list test --tree=
            snapshot-list test --tree --tree
            snapshot-list test --tre
            snapshot-list test --TREE
            snapshot-list test --foo
            snapshot-list --foo
            snapshot-list --foo a b c
            snapshot-list a b c --foo
            snapshot-list -- --tree
            snapshot-list test -- --tree
            snapshot-list test -x
            snapshot-list test -
            snapshot-list test ---
            snapshot-list test --_x
            snapshot-list test --roots --leaves --metadata --topological --name
            snapshot-list test --no-leaves --no-metadata --inactive --active --disk-only --internal --external
            snapshot-list test --tree --name
            snapshot-list nodom --tree --name
            snapshot-list '' --tree --name
            snapshot-list test --parent --roots
            snapshot-list test --parent --tree
            snapshot-list test --roots --tree
            snapshot-list test --roots --from a
            snapshot-list test --roots a
            snapshot-list test --roots --from=
            snapshot-list test --roots --current
            snapshot-list test --from a --current
            snapshot-list test --descendants
            snapshot-list test --descendants --tree
            snapshot-list test --descendants --current
            snapshot-list test --descendants --from a
            snapshot-list nodom --descendants --tree --internal
            snapshot-list nodom --tree --leaves
            snapshot-list nodom --tree --no-leaves
            snapshot-list nodom --tree --leaves --no-leaves
            snapshot-list nodom --tree --inactive
            snapshot-list nodom --tree --active
            snapshot-list nodom --tree --disk-only
            snapshot-list nodom --tree --internal
            snapshot-list nodom --tree --external
            snapshot-list nodom --tree --external --internal --disk-only --active --inactive
            snapshot-list nodom --tree --internal --external --active --disk-only
            snapshot-list nodom --tree --parent --roots --name
            snapshot-list nodom --tree --parent --roots
            snapshot-list nodom --tree --parent --current --roots
            snapshot-list nodom --roots --tree --from x --current
            snapshot-list nodom --roots --from x --current
            snapshot-list nodom --metadata --no-metadata --tree
            snapshot-list nodom --tree --topological
            snapshot-list nodom --name --parent
            snapshot-list nodom --descendants --roots
            """;

    private static final String OTHERS =
            """
            snapshot-info
            snapshot-info test
            snapshot-info test a
            snapshot-info test a b
            snapshot-info test a --current
            snapshot-info test --current
            snapshot-info test --snapshotname a b
            snapshot-info test --snapshotname
            snapshot-info test --snapshotname=
            snapshot-info --snapshotname a
            snapshot-info --snapshotname a test
            snapshot-info --current=1 test
            snapshot-info test --name a
            snapshot-dumpxml
            snapshot-dumpxml test
            snapshot-dumpxml test a
            snapshot-dumpxml test a b
            snapshot-dumpxml --snapshotname a
            snapshot-dumpxml --snapshotname a test
            snapshot-dumpxml --snapshotname= test
            snapshot-dumpxml nodom ''
            snapshot-dumpxml '' ''
            snapshot-dumpxml test --current
            snapshot-dumpxml test a --security-info --wrap
            snapshot-dumpxml test a //x
            snapshot-dumpxml test a --xpath
            snapshot-dumpxml test a --xpath //x --xpath //y
            snapshot-dumpxml test --xpath //x a
            snapshot-dumpxml test a --xpath=//x[@y='1']
            snapshot-dumpxml --xpath
            snapshot-dumpxml --wrap --foo
            snapshot-current
            snapshot-current test
            snapshot-current test --name
            snapshot-current test --security-info
            snapshot-current test a
            snapshot-current test a b
            snapshot-current test --name a
            snapshot-current nodom --name a
            snapshot-current test --name --snapshotname=
            snapshot-current test --snapshotname
            snapshot-current test --snapshotname=
            snapshot-current test --current
            snapshot-current test --name=a
            snapshot-parent
            snapshot-parent test
            snapshot-parent test a
            snapshot-parent test a b
            snapshot-parent test a --current
            snapshot-parent test --current
            snapshot-parent test --snapshotname
            snapshot-parent test --name
            snapshot-edit
            snapshot-edit test
            snapshot-edit test a
            snapshot-edit test a b
            snapshot-edit test a --current
            snapshot-edit test --current
            snapshot-edit test a --rename
            snapshot-edit test --rename --clone
            snapshot-edit nodom --clone --rename
            snapshot-edit test --snapshotname= --rename --clone
            snapshot-edit test --rename=x
            snapshot-edit test --snapshotname
            snapshot-revert
            snapshot-revert test
            snapshot-revert test a
            snapshot-revert test a b
            snapshot-revert test a --current
            snapshot-revert test a --running --paused
            snapshot-revert test a --force --reset-nvram
            snapshot-revert test --snapshotname
            snapshot-revert test --snapshotname=a
            snapshot-revert --domain test --snapshotname a --force
            snapshot-revert --current
            snapshot-revert test a --metadata
            snapshot-delete
            snapshot-delete test
            snapshot-delete test a
            snapshot-delete test a --current
            snapshot-delete test a --children --children-only
            snapshot-delete test a --metadata
            snapshot-delete test --snapshotname
            snapshot-delete --domain test --snapshotname a
            snapshot-delete --snapshotname a --children
            snapshot-delete test a --force
            blockcommit
            blockcommit test
            blockcommit test vda
            blockcommit test vda --active --delete
            blockcommit test vda --pivot --keep-overlay
            blockcommit test vda --base=/a --shallow
            blockcommit --domain test --path vda --top /a --wait --verbose --async
            blockcommit test vda --foo
            blockcommit test --path
            blockpull
            blockpull test
            blockpull test vda
            blockpull test vda --base /a
            blockpull test vda --wait --verbose --async --keep-relative
            blockpull test vda --shallow
            blockpull --path vda
            blockpull --domain test --path vda --base
            blockjob
            blockjob test
            blockjob test vda
            blockjob test vda --info --raw --bytes
            blockjob test vda 10
            blockjob test vda x
            blockjob test vda 16E
            blockjob test vda 0x10 --bytes
            blockjob test vda --raw --abort
            blockjob test vda --raw --pivot --info --async
            blockjob test vda --info --bandwidth 5
            blockjob test vda --bytes --async
            blockjob test vda --abort --async
            blockjob test vda --pivot
            blockjob --path vda --domain test --abort
            blockcopy
            blockcopy test
            blockcopy test vda
            blockcopy test vda --shallow --pivot
            blockcopy test vda --pivot --finish
            blockcopy test vda --dest /x --xml /y
            blockcopy test vda --format raw --xml /y
            blockcopy test vda --blockdev --xml /y
            blockcopy test vda --dest
            blockcopy --path vda --dest /x
            version --foo
            version a
            version --daemon a
            version --daemon --daemon
            version --daemon=1
            version --daemon= x
            version -- --daemon
            version --help
            foo
            foo bar
            -
            -c
            snapshot-lis test
            SNAPSHOT-LIST test
            snapshot-info --help --foo
            snapshot-info --help=1
            snapshot-info --help
            snapshot-info test a b --help
            snapshot-info test --help
            snapshot-info --foo --help
            snapshot-info -- --help
            snapshot-info --snapshotname --help
            snapshot-info --help --help
            """;

    static Stream<String> all() {
        return Stream.of(LIST, DOMBLKLIST, CREATE, CREATE_AS, SNAPSHOT_LIST, OTHERS)
                .flatMap(String::lines);
    }
}
