use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        layer Up<C>(x) {
            layer down = Down<C>;
            down(x)
        }
        layer Down<C>(x) {
            layer up = Up<C>;
            up(x)
        }
        input x: [B, 32];
        layer l1 = Up<32>;
        output y = l1(x);
    }
}

fn main() {}
